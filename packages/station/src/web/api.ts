/** An error that the station answers with. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Address of a part of the interface. */
export function address(path: string): string {
  return `api/v1/${path}`;
}

/** Asks the station. @throws ApiError. */
export async function api<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(address(path), init);
  if (response.status === 204) return null as Answer;
  const body = (await response.json().catch(() => null)) as unknown;
  if (response.ok) return body as Answer;
  const { code, message } = errorOf(body, response);
  throw new ApiError(response.status, code, message);
}

/** Sends a value as JSON. */
export function send<Answer>(method: string, path: string, value: unknown): Promise<Answer> {
  return api(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
}

/** Sends image files as a form. */
export function sendFiles<Answer>(path: string, files: readonly (File | Blob)[]): Promise<Answer> {
  const form = new FormData();
  for (const [i, file] of files.entries())
    form.append(`image${i}`, file, file instanceof File ? file.name : 'camera.jpg');
  return api(path, { method: 'POST', body: form });
}

/** Address of an image, reduced to a longest side. */
export function imageAddress(sha256: string, side = 1024): string {
  return address(`images/${sha256}?side=${side}`);
}

function errorOf(body: unknown, response: Response): { code: string; message: string } {
  if (typeof body === 'object' && body !== null && 'error' in body)
    return body.error as { code: string; message: string };
  return { code: 'UNKNOWN', message: `${response.status} ${response.statusText}` };
}

import type { ErrorCode } from 'nominal-vision/internal/errors';
import { noteAnswer } from './connection.ts';
import { personHeaders } from './person.ts';
import type { ToldError } from './types.ts';

/** An error that the station answers with, or `UNREACHABLE` where it does not answer. */
export class ApiError extends Error implements ToldError {
  readonly code: ErrorCode | 'UNREACHABLE' | 'UNKNOWN';
  readonly reason: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ApiError['code'],
    message: string,
    { reason, details = {} }: Pick<ToldError, 'reason' | 'details'> = {},
  ) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** Seconds after which the station asks to be tried again; null if it does not. */
  get retryAfterS(): number | null {
    const { retryAfterS } = this.details;
    return typeof retryAfterS === 'number' ? retryAfterS : null;
  }
}

/** Address of a part of the interface, for links and pictures; `api` takes the path alone. */
export function address(path: string): string {
  return `api/v1/${path}`;
}

/** Asks the station. @param path below the interface's address. @throws ApiError. */
export async function api<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await ask(path, init);
  if (response.status === 204) return null as Answer;
  const body = (await response.json().catch(() => null)) as unknown;
  if (response.ok) return body as Answer;
  throw errorOf(body, response);
}

/** Whether the station has what a path names. @throws ApiError of anything else than its absence. */
export async function exists(path: string): Promise<boolean> {
  const response = await ask(path, {});
  if (response.ok) {
    await response.body?.cancel();
    return true;
  }
  if (response.status === 404) return false;
  throw errorOf(await response.json().catch(() => null), response);
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
export function sendFiles<Answer>(
  path: string,
  files: readonly File[],
  signal: AbortSignal,
): Promise<Answer> {
  const form = new FormData();
  for (const [i, file] of files.entries()) form.append(`image${i}`, file, file.name);
  return api(path, { method: 'POST', body: form, signal });
}

/** Address of an image, reduced to a longest side. */
export function imageAddress(sha256: string, side = 1024): string {
  return address(`images/${sha256}?side=${side}`);
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    const headers = { ...(init.headers as Record<string, string> | undefined), ...personHeaders() };
    response = await fetch(address(path), { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    noteAnswer(false);
    throw unreachable();
  }
  noteAnswer(true);
  return response;
}

function unreachable(): ApiError {
  return new ApiError('UNREACHABLE', 'the station does not answer');
}

function errorOf(body: unknown, response: Response): ApiError {
  if (typeof body !== 'object' || body === null || !('error' in body)) {
    // A proxy answers in place of the station.
    if (![502, 503, 504].includes(response.status))
      return new ApiError('UNKNOWN', `${response.status} ${response.statusText}`);
    noteAnswer(false);
    return unreachable();
  }
  const { code, message, ...rest } = body.error as ToldError & { readonly code: ErrorCode };
  return new ApiError(code, message, rest);
}

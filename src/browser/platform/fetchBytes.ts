import { type ErrorCode, NominalError } from '../../errors/index.ts';

/** Fetches a file of this page's own origin, or a blob. @throws NominalError with `code`. */
export async function fetchBytes(url: string, code: ErrorCode): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw absent(url, code, 'no answer', cause);
  });
  if (!response.ok) throw absent(url, code, `status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function absent(url: string, code: ErrorCode, received: string, cause?: unknown): NominalError {
  return new NominalError(code, {
    what: `${url} cannot be fetched`,
    received,
    remedy: 'Check that the file is where the page expects it',
    cause,
  });
}

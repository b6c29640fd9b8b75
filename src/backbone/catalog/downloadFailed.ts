import { basename } from 'node:path';
import { codeOfCause, NominalError } from '../../errors/index.ts';

/** The error for a file that cannot be fetched. */
export function downloadFailed(
  url: string,
  path: string,
  cause: unknown,
  status?: number,
): NominalError {
  return new NominalError('DOWNLOAD_FAILED', {
    what: `${url} cannot be fetched`,
    expected: 'a server that sends the file',
    received: status === undefined ? reasonOf(cause) : `HTTP status ${status}`,
    remedy:
      'Check the network and HTTPS_PROXY, name a mirror with --mirror, or fetch ' +
      `${basename(path).replace(/\.part$/, '')} on another machine and give it to "nominal backbone add"; ` +
      'received bytes are kept, and the next pull continues from there',
    details: { url, status: status ?? null },
    cause,
  });
}

/** The failure in plain words; the reason for a failed connection is several causes down. */
function reasonOf(cause: unknown): string {
  let error: unknown = cause;
  while (error instanceof Error && error.cause instanceof Error) error = error.cause;
  return reasons[codeOfCause(error)] ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no answer: the name of the server is unknown (is this machine offline?)',
  EAI_AGAIN: 'no answer: the name of the server cannot be looked up (is this machine offline?)',
  ECONNREFUSED: 'a refused connection',
  ECONNRESET: 'a connection that broke',
  UND_ERR_SOCKET: 'a connection that broke',
  UND_ERR_BODY_TIMEOUT: 'a connection that fell silent',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
};

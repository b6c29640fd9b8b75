import { NominalError } from '../errors/index.ts';

/** A disk that answers answers in far less; a network drive that is gone may never. */
const FILE_TIMEOUT_MS = 20_000;

/**
 * What a call to the file system comes to, unless it does not come back: then the place is refused.
 *
 * @param path that the call is about.
 * @throws NominalError `OUTPUT_FAILED` after the time limit, or whatever the call throws.
 */
export async function inTime<Result>(
  path: string,
  call: Promise<Result>,
  timeoutMs = FILE_TIMEOUT_MS,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notAnswered(path, timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

function notAnswered(path: string, timeoutMs: number): NominalError {
  return new NominalError('OUTPUT_FAILED', {
    what: `${path} cannot be written: the file system does not answer`,
    expected: `an answer within ${timeoutMs / 1000} s`,
    remedy: 'Check the drive, or choose another place',
    details: { path, reason: 'ETIMEDOUT' },
  });
}

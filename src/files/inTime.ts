import { NominalError } from '../errors/index.ts';

/** A working disk responds much faster; a disconnected network drive may never respond. */
const FILE_TIMEOUT_MS = 20_000;

/**
 * Returns the result of a file system call, or refuses the path if the call does not return in time.
 *
 * @param path the path that the call is about.
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
    reason: 'notKept',
    what: `${path} cannot be written: the file system does not respond`,
    expected: `a response within ${timeoutMs / 1000} s`,
    remedy: 'Check the drive, or choose another place',
    details: { path, reason: 'ETIMEDOUT' },
  });
}

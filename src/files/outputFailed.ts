import { NominalError } from '../errors/index.ts';

/**
 * The error for a place that cannot be written to.
 *
 * @param reason in place of the system's.
 * @returns `cause` itself where it says so already.
 */
export function outputFailed(
  path: string,
  cause: unknown,
  reason = codeOfCause(cause),
  details: Readonly<Record<string, unknown>> = {},
): NominalError {
  if (cause instanceof NominalError) return cause;
  return new NominalError('OUTPUT_FAILED', {
    what: `${path} cannot be written (${reason})`,
    remedy:
      remedies[reason] ?? 'Check that the folder may be written to and that the disk has room',
    details: { path, reason, ...details },
    cause,
  });
}

/** The system's code of an error, such as `ENOENT`. */
export function codeOfCause(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}

const notAFile = 'Name a regular file, or one that does not exist yet';

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Choose a folder that you may write to',
  EPERM: 'Choose a folder that you may write to',
  EROFS: 'Choose a folder on a disk that may be written to',
  ENOSPC: 'Make room on the disk, or choose another one',
  EDQUOT: 'Make room on the disk, or choose another one',
  EEXIST: 'Name a folder that does not exist yet, or remove this one first',
  EISDIR: 'Name a file: a folder of this name exists',
  ENOTDIR: 'Choose another folder: a file stands where a folder would have to be',
  ENOENT: 'Choose another folder: the system lets none be made there',
  ELOOP: 'Choose another place: its links lead in a circle',
  DEAD_LINK: 'Make the folder that the link leads to, or choose another place',
  PIPE: notAFile,
  SOCKET: notAFile,
  DEVICE: notAFile,
};

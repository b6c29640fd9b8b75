import { codeOfCause, NominalError } from '../errors/index.ts';

/**
 * The error for a path that cannot be written to.
 *
 * @param reason replaces the system's code.
 * @returns `cause` itself if it is a NominalError already.
 */
export function outputFailed(
  path: string,
  cause: unknown,
  reason = codeOfCause(cause),
  details: Readonly<Record<string, unknown>> = {},
): NominalError {
  if (cause instanceof NominalError) return cause;
  return new NominalError('OUTPUT_FAILED', {
    reason: 'notKept',
    what: `${path} cannot be written (${reason})`,
    remedy:
      remedies[reason] ?? 'Check that the folder is writable and that the disk has free space',
    details: { path, reason, ...details },
    cause,
  });
}

const notAFile = 'Name a regular file, or one that does not exist yet';

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Choose a folder that you have permission to write to',
  EPERM: 'Choose a folder that you have permission to write to',
  EROFS: 'Choose a folder on a writable disk',
  ENOSPC: 'Free space on the disk, or choose another one',
  EDQUOT: 'Free space on the disk, or choose another one',
  EEXIST: 'Name a folder that does not exist yet, or remove this one first',
  EISDIR: 'Name a file: a folder with this name exists',
  ENOTDIR: 'Choose another folder: there is a file where a folder would have to be',
  ENOENT: 'Choose another folder: the system does not allow one to be created there',
  ELOOP: 'Choose another place: its links form a loop',
  DEAD_LINK: 'Create the folder that the link points to, or choose another place',
  PIPE: notAFile,
  SOCKET: notAFile,
  DEVICE: notAFile,
};

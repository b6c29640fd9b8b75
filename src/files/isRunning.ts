import { codeOfCause } from './outputFailed.ts';

/** Whether a process of this machine runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // One of another user may not be signaled, but is there.
    return codeOfCause(cause) !== 'ESRCH';
  }
}

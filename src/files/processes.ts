import { codeOfCause } from './outputFailed.ts';
import process from 'node:process';

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

/**
 * Calls back when the process that forked this one has ended, also if it ended while this one was
 * starting and could not hear it.
 */
export function whenParentEnds(callback: () => void): void {
  process.once('disconnect', callback);
  if (!process.connected) callback();
}

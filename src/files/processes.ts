import { codeOfCause } from '../errors/index.ts';
import process from 'node:process';

/** Whether a process on this machine is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // A process of another user cannot be signaled, but it is running.
    return codeOfCause(cause) !== 'ESRCH';
  }
}

/**
 * Calls back when the process that forked this one has ended, even if it ended while this one was
 * starting and could not receive the event.
 */
export function whenParentEnds(callback: () => void): void {
  process.once('disconnect', callback);
  if (!process.connected) callback();
}

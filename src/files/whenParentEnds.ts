import process from 'node:process';

/**
 * Calls back when the process that forked this one has ended, also if it ended while this one was
 * starting and could not hear it.
 */
export function whenParentEnds(callback: () => void): void {
  process.once('disconnect', callback);
  if (!process.connected) callback();
}

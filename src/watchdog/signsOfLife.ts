import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { Watchdog } from './Watchdog.ts';

/** Time between two signs of life. */
const SIGN_MS = 500;

/** What a process or thread says as long as its event loop turns. */
export interface SignOfLife {
  readonly type: 'alive';
}

/** Calls back again and again as long as the event loop turns, without keeping the program from ending. */
export function giveSigns(sign: () => void): void {
  setInterval(sign, SIGN_MS).unref();
}

/** Gives the process that forked this one signs of life. */
export function giveParentSigns(): void {
  // A parent that has just ended hears nothing; that it has is seen elsewhere.
  giveSigns(() =>
    process.send?.({ type: 'alive' } satisfies SignOfLife, undefined, {}, () => undefined),
  );
}

/**
 * Watches a forked process until it ends; each of its messages is a sign of life.
 *
 * @param onSilent called at each look after so long a silence: it may be stopped (SIGSTOP), or stuck in a
 *   call that does not return.
 */
export function watchProcess(
  child: ChildProcess,
  silenceMs: number,
  onSilent: () => void,
): Watchdog {
  const watchdog = new Watchdog(silenceMs, onSilent);
  child.on('message', () => watchdog.heard());
  child.once('exit', () => watchdog.stop());
  child.once('error', () => {
    // One that could not be started has no end.
    if (child.pid === undefined) watchdog.stop();
  });
  return watchdog;
}

import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { Watchdog } from './Watchdog.ts';

/** Time between two signs of life. */
const SIGN_MS = 500;

/** The message that a process or thread sends as long as its event loop runs. */
export interface SignOfLife {
  readonly type: 'alive';
}

/** Calls back regularly as long as the event loop runs, without keeping the program alive. */
export function giveSigns(sign: () => void): void {
  setInterval(sign, SIGN_MS).unref();
}

/** Sends signs of life to the process that forked this one. */
export function giveParentSigns(): void {
  // A parent that has just ended cannot receive them; its end is noticed elsewhere.
  giveSigns(() =>
    process.send?.({ type: 'alive' } satisfies SignOfLife, undefined, {}, () => undefined),
  );
}

/**
 * Watches a forked process until it ends; each of its messages is a sign of life.
 *
 * @param onSilent called at each look after a silence of `silenceMs`: the process may be stopped (SIGSTOP),
 *   or stuck in a call that does not return.
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
    // A process that could not be started never exits.
    if (child.pid === undefined) watchdog.stop();
  });
  return watchdog;
}

import { effect, signal } from '@preact/signals';

/** Whether the station answered the last request. */
export const reachable = signal(true);

/** How often the station has come back: what was shown before may be out of date. */
export const comebacks = signal(0);

/** Time between two looks for a station that does not answer. */
const RETRY_MS = 2000;

/** Notes whether a request was answered. */
export function noteAnswer(answered: boolean): void {
  if (answered && !reachable.value) comebacks.value++;
  reachable.value = answered;
}

effect(() => {
  if (reachable.value) return;
  const timer = setInterval(() => {
    fetch('api/v1/health').then(
      ({ ok }) => noteAnswer(ok),
      () => noteAnswer(false),
    );
  }, RETRY_MS);
  return () => clearInterval(timer);
});

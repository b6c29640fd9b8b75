import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something, as long as the test lets it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

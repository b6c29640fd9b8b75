import { type Priority, priorities } from '../protocol/priorities.ts';

/** How a backlog is worked off. */
export interface DrainedBacklog {
  readonly images: number;
  /** Seconds after which nothing old of a priority waits any more; null if it never ends. */
  readonly seconds: Readonly<Record<Priority, number | null>>;
}

/** What takes longer is said never to end. */
const MOST_SECONDS = 7 * 24 * 3600;

/**
 * Simulates, second by second, how a backlog that has grown for some hours is worked off while images
 * keep coming: the most urgent first, of each priority the oldest first.
 *
 * @param shares of the images by priority, which sum to 1.
 * @param capacity images a second of all machines.
 */
export function drainBacklog(
  outageHours: number,
  imagesPerSecond: number,
  shares: Readonly<Record<Priority, number>>,
  capacity: number,
): DrainedBacklog {
  const images = outageHours * 3600 * imagesPerSecond;
  const waiting = priorities.map((priority) => shares[priority] * images);
  const old = [...waiting];
  const seconds: Record<Priority, number | null> = { high: null, normal: null, low: null };
  for (let second = 0; second <= MOST_SECONDS; second++) {
    for (const [i, priority] of priorities.entries()) {
      if (old[i] <= 0) seconds[priority] ??= second;
    }
    if (old.every((left) => left <= 0)) break;
    let room = capacity;
    for (const [i, priority] of priorities.entries()) {
      waiting[i] += shares[priority] * imagesPerSecond;
      const done = Math.min(room, waiting[i]);
      waiting[i] -= done;
      old[i] -= done;
      room -= done;
    }
  }
  return { images, seconds };
}

const LEAST_MS = 500;
const MOST_MS = 30_000;

/** Wait before another try of an image that the station could not decide: it doubles, up to half a minute. */
export function retryDelayMs(failures: number): number {
  return Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(failures - 1, 16));
}

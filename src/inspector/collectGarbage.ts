import { collectNow } from '../garbage.ts';

/** Unreferenced memory that may accumulate before a collection. */
const SLACK_BYTES = 24 * 2 ** 20;
let lettingGo = 0;

/**
 * Reports bytes outside the heap that are no longer referenced. The engine sees only the small objects
 * that point to them and does not collect them in time, so garbage is collected once there are many:
 * about 10 ms for every 24 MiB.
 */
export function collectGarbage(bytes: number): void {
  lettingGo += bytes;
  if (lettingGo < SLACK_BYTES) return;
  lettingGo = 0;
  collectNow();
}

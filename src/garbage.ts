import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/** Collects garbage now, which takes some 10 ms. */
export function collectNow(): void {
  collect ??= collector();
  collect();
}

/** The engine's own function. The flag that shows it is set for this moment only: the process may be a user's. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  // Other runtimes than Node may have none.
  const found = runInNewContext("typeof gc === 'function' ? gc : () => {}") as () => void;
  setFlagsFromString('--no-expose-gc');
  return found;
}

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

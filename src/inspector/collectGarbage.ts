import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Memory that may lie about before it is looked for. */
const SLACK_BYTES = 24 * 2 ** 20;
let lettingGo = 0;

/**
 * Tells that so many bytes outside of the heap are held by nothing any more. The engine, which sees
 * but small objects that point to them, lets them lie; so garbage is collected once they are many:
 * some 10 ms for every 24 MiB.
 */
export function collectGarbage(bytes: number): void {
  lettingGo += bytes;
  if (lettingGo < SLACK_BYTES) return;
  lettingGo = 0;
  collect();
}

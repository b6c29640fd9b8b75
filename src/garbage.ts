import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// Other runtimes than Node may have none.
const collect = runInNewContext("typeof gc === 'function' ? gc : () => {}") as () => void;

/**
 * Collects garbage now, which takes some 10 ms. The engine sees only small objects that point to large
 * memory outside its heap, and may let much of that pile up before it collects them.
 */
export function collectNow(): void {
  collect();
}

/** Frees an array that others may still refer to: they find it empty. */
export function freeArray({ buffer }: Float32Array): void {
  if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] });
  collect();
}

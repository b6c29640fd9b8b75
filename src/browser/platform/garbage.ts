/** A page cannot collect garbage itself. */
export function collectGarbage(): void {
  // Nothing can be done.
}

/** The same. */
export function collectNow(): void {
  // Nothing can be done.
}

/** Frees an array that others may still refer to: they find it empty. */
export function freeArray({ buffer }: Float32Array): void {
  if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] });
}

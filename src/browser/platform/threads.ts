/** Zeros in ordinary memory: a page fits on one thread, and most pages cannot share memory. */
export function sharedValues(count: number): Float32Array {
  return new Float32Array(count);
}

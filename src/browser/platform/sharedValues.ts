/** Zeros: a page fits on one thread, and most pages may not share memory. */
export function sharedValues(count: number): Float32Array {
  return new Float32Array(count);
}

/** A page has no file that threads could read, so it never measures on them. */
export function measureOnThreads(): never {
  throw new RangeError('a browser measures on one thread');
}

/** A page cannot collect garbage itself. */
export function collectGarbage(): void {
  // Nothing can be done.
}

/** The same. */
export function collectNow(): void {
  // Nothing can be done.
}

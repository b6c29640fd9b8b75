/** What a greedy k-center selection chose and how well it covers. */
export interface CoresetSelection {
  /** Selected rows in the order of selection; distinct. */
  readonly indices: Uint32Array;
  /**
   * Largest L2 distance of any row to its nearest selected row. An approximate start caps each
   * row's distance by its starting value, and so may understate it.
   */
  readonly coveringRadius: number;
  /** How many row-to-center distances were evaluated: the work, for tests and benchmarks. */
  readonly distanceEvaluations: number;
}

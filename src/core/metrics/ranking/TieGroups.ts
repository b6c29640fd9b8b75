/**
 * Items gathered by equal score, highest score first: all that a ranking metric needs to know.
 * A group may also hold only good items of several neighboring scores, since no metric of this
 * folder depends on the order among good items that no defective item separates.
 */
export interface TieGroups {
  /** Number of defective items of each group. */
  readonly defective: Uint32Array;
  /** Number of good items of each group; as long as `defective`. */
  readonly good: Uint32Array;
  /** Sum of `defective`. */
  readonly defectiveTotal: number;
  /** Sum of `good`. */
  readonly goodTotal: number;
}

/** For each query row its nearest bank rows, nearest first; equal distances by the lower bank row. */
export interface Neighbors {
  /** Queries. */
  readonly rows: number;
  /** Neighbors per query. */
  readonly count: number;
  /** Bank rows, rows × count, row-major. */
  readonly indices: Uint32Array;
  /** L2 distances (not squared), rows × count, row-major, ascending within a row. */
  readonly distances: Float32Array;
}

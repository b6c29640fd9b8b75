/** A straight stroke with round ends, in part coordinates. */
export interface Stroke {
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
  /** Half the stroke's width. */
  readonly radius: number;
}

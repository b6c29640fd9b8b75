/** Painted material of a window, one float32 value a pixel and plane, row-major. */
export interface Planes {
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  /** Height above the part's plane, in part coordinates. */
  readonly relief: Float32Array;
  readonly gloss: Float32Array;
}

/** Complex values on a grid, row-major. */
export interface ComplexGrid {
  readonly height: number;
  readonly width: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * One float32 value per cell of a height × width grid: patch scores on the patch grid, or an
 * anomaly map on image pixels. The data is aliased, not copied.
 */
export class Grid {
  readonly height: number;
  readonly width: number;
  /** `data[y * width + x]`. */
  readonly data: Float32Array;

  /** @throws RangeError if the dimensions are not whole positive numbers or do not multiply to `data.length`. */
  constructor(height: number, width: number, data: Float32Array) {
    if (!Number.isInteger(height) || height < 1 || !Number.isInteger(width) || width < 1) {
      throw new RangeError(`grid dimensions must be whole and positive, got ${height} x ${width}`);
    }
    if (data.length !== height * width) {
      throw new RangeError(
        `${height} x ${width} grid needs ${height * width} values, got ${data.length}`,
      );
    }
    this.height = height;
    this.width = width;
    this.data = data;
  }
}

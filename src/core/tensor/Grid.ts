/** A grid whose rows are read one by one, so they need not be in memory together. */
export interface GridRows {
  readonly height: number;
  readonly width: number;
  /** The values of row `y`; they are valid until the next call. */
  row(y: number): Float32Array;
}

/**
 * One float32 value per cell of a height × width grid: patch scores on the patch grid, or an
 * anomaly map on image pixels. The data is aliased, not copied.
 */
export class Grid implements GridRows {
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

  /** The values of row `y`, aliased. */
  row(y: number): Float32Array {
    return this.data.subarray(y * this.width, (y + 1) * this.width);
  }
}

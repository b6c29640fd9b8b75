/**
 * Activations of one backbone tap for one image: channels × height × width, C-order float32.
 * The data is aliased, not copied.
 */
export class FeatureMap {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** `data[(c * height + y) * width + x]`. */
  readonly data: Float32Array;

  /** @throws RangeError if the dimensions are not whole positive numbers or do not multiply to `data.length`. */
  constructor(channels: number, height: number, width: number, data: Float32Array) {
    for (const size of [channels, height, width]) {
      if (!Number.isInteger(size) || size < 1) {
        throw new RangeError(
          `feature map dimensions must be whole and positive, got ${channels} x ${height} x ${width}`,
        );
      }
    }
    if (data.length !== channels * height * width) {
      throw new RangeError(
        `${channels} x ${height} x ${width} feature map needs ${channels * height * width} values, got ${data.length}`,
      );
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.data = data;
  }
}

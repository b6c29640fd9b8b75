/**
 * Decoded pixels: height × width × 3, interleaved RGB, 8 bit, sRGB, row 0 at the top.
 * The data is aliased, not copied.
 */
export class RgbImage {
  readonly height: number;
  readonly width: number;
  /** `data[(y * width + x) * 3 + channel]`, 0..255. */
  readonly data: Uint8Array;

  /** @throws RangeError if the dimensions are not whole positive numbers or `data` is not height × width × 3 long. */
  constructor(height: number, width: number, data: Uint8Array) {
    if (!Number.isInteger(height) || height < 1 || !Number.isInteger(width) || width < 1) {
      throw new RangeError(`image dimensions must be whole and positive, got ${height} x ${width}`);
    }
    if (data.length !== height * width * 3) {
      throw new RangeError(
        `${height} x ${width} RGB image needs ${height * width * 3} values, got ${data.length}`,
      );
    }
    this.height = height;
    this.width = width;
    this.data = data;
  }
}

/** Frees an image's pixels, also for every other holder of the image: its `data` is empty from then on. */
export function releasePixels(image: RgbImage): void {
  Object.assign(image, { data: new Uint8Array(0) });
}

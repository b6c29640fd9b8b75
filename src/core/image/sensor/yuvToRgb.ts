/** Which values luma and chroma take: 0..255 (JPEG), or 16..235 and 16..240 (video). */
export type YuvRange = 'full' | 'limited';

/** Reads luma and chroma of one pixel. */
export interface YuvPlanes {
  readonly height: number;
  readonly width: number;
  /** Holds luma and chroma, at these offsets and steps. */
  readonly bytes: Uint8Array;
  readonly y: YuvPlane;
  readonly u: YuvPlane;
  readonly v: YuvPlane;
}

/** Where the samples of one plane lie. */
export interface YuvPlane {
  readonly offset: number;
  /** From one sample of a row to the next, and from one row to the next. */
  readonly step: number;
  readonly stride: number;
  /** Pixels across and down that share one sample, as powers of two. */
  readonly acrossShift: number;
  readonly downShift: number;
}

/**
 * Colors of luma and chroma by the matrix of ITU-R BT.601. Pixels that share a chroma sample have its
 * color: chroma is repeated, not interpolated.
 *
 * @returns height · width · 3 values, interleaved.
 */
export function yuvToRgb(
  { height, width, bytes, y, u, v }: YuvPlanes,
  range: YuvRange,
): Uint8Array {
  const isFull = range === 'full';
  const [black, lumaGain, chromaGain] = isFull ? [0, 1, 1] : [16, 255 / 219, 255 / 224];
  const rgb = new Uint8ClampedArray(3 * height * width);
  for (let row = 0, to = 0; row < height; row++) {
    const yRow = y.offset + row * y.stride;
    const uRow = u.offset + (row >> u.downShift) * u.stride;
    const vRow = v.offset + (row >> v.downShift) * v.stride;
    for (let column = 0; column < width; column++, to += 3) {
      const luma = (bytes[yRow + column * y.step] - black) * lumaGain;
      const cb = (bytes[uRow + (column >> u.acrossShift) * u.step] - 128) * chromaGain;
      const cr = (bytes[vRow + (column >> v.acrossShift) * v.step] - 128) * chromaGain;
      rgb[to] = luma + 1.402 * cr;
      rgb[to + 1] = luma - 0.344136 * cb - 0.714136 * cr;
      rgb[to + 2] = luma + 1.772 * cb;
    }
  }
  return new Uint8Array(rgb.buffer);
}

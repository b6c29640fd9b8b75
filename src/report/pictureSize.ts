import type { Size } from '../core/image/index.ts';

/** As large as a window shows; three pictures for each of 48 images stay far below what a browser opens. */
const LONGEST_SIDE_PX = 1024;

/** The size at which an image is put into a page: its longest side has 1,024 pixels at most; never enlarged. */
export function pictureSize({ height, width }: Size): Size {
  const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(height, width));
  const side = (lengthPx: number) => Math.max(1, Math.round(lengthPx * scale));
  return { height: side(height), width: side(width) };
}

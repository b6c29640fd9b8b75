import type { RgbImage } from '../../core/image/index.ts';

/**
 * The color of a pixel, each of its values changed alike.
 *
 * @param pixel row · width + column.
 * @param change from 0..255; what it gives is held within that.
 */
export function changedColor(
  { data }: RgbImage,
  pixel: number,
  change: (value: number) => number,
): readonly [red: number, green: number, blue: number] {
  const at = 3 * pixel;
  return [held(change(data[at])), held(change(data[at + 1])), held(change(data[at + 2]))];
}

function held(value: number): number {
  return Math.max(0, Math.min(255, value));
}

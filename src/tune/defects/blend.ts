import { type Box, RgbImage } from '../../core/image/index.ts';

/** A good image with a generated defect in it. */
export interface GeneratedDefect {
  /** A new image; the good one is unchanged. */
  readonly image: RgbImage;
  /** height × width values, row-major: 1 = changed. */
  readonly mask: Uint8Array;
}

/**
 * Blends other colors into an image.
 *
 * Cost: a copy of the image, and the pixels of the box.
 *
 * @param box box that contains the defect, in pixels; it may reach beyond the image.
 * @param coverAt share of a pixel that the defect covers, 0..1; the pixel is marked from 0.5 on.
 * @param colorAt new color of a pixel, 0..255.
 * @param strength weight of the new color where the defect covers a pixel completely, in (0, 1].
 */
export function blend(
  good: RgbImage,
  box: Box,
  coverAt: (y: number, x: number) => number,
  colorAt: (y: number, x: number) => readonly [red: number, green: number, blue: number],
  strength = 1,
): GeneratedDefect {
  const { height, width } = good;
  const data = good.data.slice();
  const mask = new Uint8Array(height * width);
  const [bottom, right] = [box.y + box.height, box.x + box.width];
  for (let y = Math.max(0, Math.floor(box.y)); y < Math.min(height, bottom); y++) {
    for (let x = Math.max(0, Math.floor(box.x)); x < Math.min(width, right); x++) {
      const cover = coverAt(y, x);
      if (cover <= 0) continue;
      const weight = strength * cover;
      const pixel = y * width + x;
      if (cover >= 0.5) mask[pixel] = 1;
      const color = colorAt(y, x);
      for (let c = 0; c < 3; c++) {
        const at = pixel * 3 + c;
        data[at] = Math.round((1 - weight) * data[at] + weight * color[c]);
      }
    }
  }
  return { image: new RgbImage(height, width, data), mask };
}

/**
 * The color of a pixel with the same change in each channel.
 *
 * @param pixel row · width + column.
 * @param change maps a value of 0..255 to a new one, which is clamped to that range.
 */
export function changedColor(
  { data }: RgbImage,
  pixel: number,
  change: (value: number) => number,
): readonly [red: number, green: number, blue: number] {
  const at = 3 * pixel;
  return [clamped(change(data[at])), clamped(change(data[at + 1])), clamped(change(data[at + 2]))];
}

function clamped(value: number): number {
  return Math.max(0, Math.min(255, value));
}

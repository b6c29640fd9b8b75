import { RgbImage } from '../RgbImage.ts';

/** Pixels between the two images. */
const GAP = 8;

/** Joins two images into one: top-aligned, a white gap between them, white below the shorter one. */
export function sideBySide(left: RgbImage, right: RgbImage): RgbImage {
  const height = Math.max(left.height, right.height);
  const width = left.width + GAP + right.width;
  const data = new Uint8Array(height * width * 3).fill(255);
  const paste = (image: RgbImage, x: number) => {
    const length = image.width * 3;
    for (let y = 0; y < image.height; y++) {
      data.set(image.data.subarray(y * length, (y + 1) * length), (y * width + x) * 3);
    }
  };
  paste(left, 0);
  paste(right, left.width + GAP);
  return new RgbImage(height, width, data);
}

import { type Affine, resizeAntialias, type RgbImage } from '../image/index.ts';
import type { Grid } from '../tensor/index.ts';

/** Side, in pixels, of the pictures that are compared. */
export const PICTURE_PX = 256;

/** A small square picture of an image's gray values, 0..255, by which images are registered. */
export type Picture = Pick<Grid, 'height' | 'width' | 'data'>;

/** The picture of an image, and the map from the image to it. */
export interface PlacedPicture {
  readonly picture: Picture;
  /** Maps places of the image to places of the picture. */
  readonly toPicture: Affine;
}

/** Makes the picture of an image: its longer side fills the square, and the rest holds its mean. */
export function pictureOf(image: RgbImage): PlacedPicture {
  const scale = PICTURE_PX / Math.max(image.height, image.width);
  const height = Math.max(1, Math.round(image.height * scale));
  const width = Math.max(1, Math.round(image.width * scale));
  const { data } = resizeAntialias(image, height, width);
  const gray = new Float32Array(height * width);
  for (let i = 0; i < gray.length; i++) {
    gray[i] = 0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2];
  }
  const mean = gray.reduce((sum, value) => sum + value, 0) / gray.length;
  const out = new Float32Array(PICTURE_PX * PICTURE_PX).fill(mean);
  const top = (PICTURE_PX - height) >> 1;
  const left = (PICTURE_PX - width) >> 1;
  for (let y = 0; y < height; y++) {
    out.set(gray.subarray(y * width, (y + 1) * width), (top + y) * PICTURE_PX + left);
  }
  return {
    picture: { height: PICTURE_PX, width: PICTURE_PX, data: out },
    toPicture: {
      yy: height / image.height,
      yx: 0,
      y0: top,
      xy: 0,
      xx: width / image.width,
      x0: left,
    },
  };
}

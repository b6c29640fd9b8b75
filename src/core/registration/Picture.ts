import type { Affine } from '../image/affine/index.ts';
import type { Grid } from '../tensor/index.ts';

/** Side in pixels of the pictures that are compared. */
export const PICTURE_PX = 256;

/** A small square picture of an image's grey values, 0..255, that is compared with others. */
export type Picture = Pick<Grid, 'height' | 'width' | 'data'>;

/** A picture of an image, and where its places lie in it. */
export interface PlacedPicture {
  readonly picture: Picture;
  /** From places of the image to those of the picture. */
  readonly toPicture: Affine;
}

import type { Grid } from '../../tensor/index.ts';
import { type Affine, invertAffine } from '../affine/index.ts';
import type { Box, Size } from '../resample/preprocess.ts';
import { sampleGrid } from './sampleGrid.ts';
import { warpGrid } from '../affine/warpGrid.ts';

/** What of an image the network saw, and where. */
export interface ImageView {
  /** Size of the image. */
  readonly image: Size;
  /** The part of the plane that the network's input covers: of the image, or of the image as it was aligned. */
  readonly sourceBox: Box;
  /** From places of the image as it was aligned to those of the image; null where it was not. */
  readonly toImage: Affine | null;
}

/** An anomaly map of the network's input at the pixels of the image; 0 where the network saw nothing. */
export function mapOnImage(map: Grid, { image, sourceBox, toImage }: ImageView): Grid {
  const shown = sampleGrid(map, sourceBox, image.height, image.width);
  return toImage === null ? shown : warpGrid(shown, invertAffine(toImage));
}

import type { Box, ImageView } from '../../core/image/index.ts';
import type { Grid } from '../../core/tensor/index.ts';
import type { Model, TrainingImage } from '../../model/index.ts';
import { highestPatches } from '../../core/scoring/index.ts';
import { cellOnImage } from '../features/cellOnImage.ts';

/** Why one patch has its score: what it was compared with. */
export interface Explanation {
  /** Cell of the patch grid. */
  readonly patch: { readonly row: number; readonly column: number };
  /** The cell in pixels of the inspected image. */
  readonly box: Box;
  /** Patch score, standardized by place if the model does so. */
  readonly score: number;
  /** The nearest row of the memory bank. */
  readonly bankRow: number;
  /** The training image that this row came from. */
  readonly trainingImage: TrainingImage;
  /** Cell of that image's own patch grid, row-major. */
  readonly trainingPatch: number;
}

interface Searched {
  readonly patchScores: Grid;
  readonly nearestRows: Uint32Array;
}

/** Minimum distance between two named patches, in cells: neighbors have the same reason. */
const APART_CELLS = 3;

/** The highest patches of an image with their nearest bank rows, highest first. */
export function explain(
  { patchScores, nearestRows }: Searched,
  view: ImageView,
  { images, rowImages, rowPatches }: Model,
  count = 1,
): readonly Explanation[] {
  return highestPatches(patchScores, count, APART_CELLS).map((patch) => {
    const bankRow = nearestRows[patch];
    return {
      patch: { row: Math.floor(patch / patchScores.width), column: patch % patchScores.width },
      box: cellOnImage(patch, patchScores, view),
      score: patchScores.data[patch],
      bankRow,
      trainingImage: images[rowImages[bankRow]],
      trainingPatch: rowPatches[bankRow],
    };
  });
}

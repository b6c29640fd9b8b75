import {
  type Affine,
  applyAffine,
  type Box,
  composeAffine,
  type Place,
  type Size,
} from '../image/index.ts';
import { cellOf, type PatchPlaces } from './PatchPlaces.ts';

/** The part of an image that a changed copy of it shows. */
export interface CopyView {
  /** The box that the patch grid covers, in the copy as in the image, in pixels. */
  readonly sourceBox: Box;
  /** Maps places of the copy to places of the image. */
  readonly toSource: Affine;
  /** Maps places of the image to places of the pixels that exist. */
  readonly toPixels: Affine;
  /** Size of the image of pixels that exist. */
  readonly pixels: Size;
  /** Share of a patch that must lie on existing pixels, 0..1. */
  readonly share: number;
}

/** Number of points that are examined along each side of a patch. */
const POINTS = 5;

/** Tolerance, so that rounding does not exclude a patch that lies just inside. */
const TOLERANCE_PX = 1e-6;

/**
 * Finds where the patches of a changed copy of an image come from: the cell of the image's own patch grid
 * in which the center of each patch lies. Patches that show too much from outside the image are dropped.
 *
 * @returns the remaining `rows`, ascending, and their places.
 */
export function copyPlaces(
  places: PatchPlaces,
  { sourceBox, toSource, toPixels, pixels, share }: CopyView,
): { readonly rows: Uint32Array; readonly places: PatchPlaces } {
  const { grid, weights } = places;
  const toAll = composeAffine(toSource, toPixels);
  const height = sourceBox.height / grid.height;
  const width = sourceBox.width / grid.width;
  const count = places.cells?.length ?? grid.height * grid.width;
  const rows: number[] = [];
  const cells: number[] = [];
  for (let row = 0; row < count; row++) {
    const cell = cellOf(places, row);
    const y = sourceBox.y + Math.floor(cell / grid.width) * height;
    const x = sourceBox.x + (cell % grid.width) * width;
    const center = applyAffine(toSource, { y: y + height / 2, x: x + width / 2 });
    const from = cellAt(center, grid, sourceBox);
    let inside = 0;
    for (let point = 0; point < POINTS * POINTS; point++) {
      const down = (Math.floor(point / POINTS) * height) / (POINTS - 1);
      const across = ((point % POINTS) * width) / (POINTS - 1);
      if (liesIn(applyAffine(toAll, { y: y + down, x: x + across }), pixels)) inside++;
    }
    if (from === null || inside < share * POINTS * POINTS) continue;
    rows.push(row);
    cells.push(from);
  }
  return {
    rows: Uint32Array.from(rows),
    places: {
      grid,
      cells: Uint32Array.from(cells),
      weights: weights === null ? null : Float32Array.from(rows, (row) => weights[row]),
    },
  };
}

function liesIn({ y, x }: Place, { height, width }: Size): boolean {
  const [bottom, right] = [height + TOLERANCE_PX, width + TOLERANCE_PX];
  return y >= -TOLERANCE_PX && y <= bottom && x >= -TOLERANCE_PX && x <= right;
}

/** The cell at a place; null if there is none. */
function cellAt({ y, x }: Place, grid: Size, box: Box): number | null {
  const row = Math.floor(((y - box.y) * grid.height) / box.height);
  const column = Math.floor(((x - box.x) * grid.width) / box.width);
  const inside = row >= 0 && row < grid.height && column >= 0 && column < grid.width;
  return inside ? row * grid.width + column : null;
}

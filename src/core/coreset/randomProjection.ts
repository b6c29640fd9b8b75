import type { Random } from '../random/index.ts';
import { Matrix } from '../tensor/index.ts';

/**
 * A Johnson–Lindenstrauss projection: `dimension` × `columns`, entries N(0, 1/dimension), to be
 * multiplied as `features · projectionᵀ`. Distances are preserved in expectation.
 *
 * @returns null if `dimension` is not less than `columns`, as a projection would then only add noise.
 */
export function randomProjection(
  columns: number,
  dimension: number,
  random: Random,
): Matrix | null {
  if (dimension >= columns) return null;
  const projection = Matrix.zeros(dimension, columns);
  const scale = 1 / Math.sqrt(dimension);
  for (let i = 0; i < projection.data.length; i++) projection.data[i] = random.gaussian() * scale;
  return projection;
}

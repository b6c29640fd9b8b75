import type { Size } from '../core/image/index.ts';

/**
 * Shrinks values on a grid: each of fewer cells takes the largest value that it covers, so that
 * neither a thin defect of a mask nor a narrow peak of a map is lost.
 *
 * @param values `from.height` × `from.width`, row-major.
 * @param to no larger than `from` along either side.
 * @returns a new array of `to.height` × `to.width` values.
 */
export function largestWithin<Values extends Float32Array | Uint8Array>(
  values: Values,
  from: Size,
  to: Size,
): Values {
  const shrunk = values.slice(0, to.height * to.width).fill(Number.NEGATIVE_INFINITY) as Values;
  for (let y = 0, i = 0; y < from.height; y++) {
    const row = Math.floor((y * to.height) / from.height) * to.width;
    for (let x = 0; x < from.width; x++, i++) {
      const at = row + Math.floor((x * to.width) / from.width);
      if (values[i] > shrunk[at]) shrunk[at] = values[i];
    }
  }
  return shrunk;
}

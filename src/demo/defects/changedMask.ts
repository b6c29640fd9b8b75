import { closeMask } from './closeMask.ts';
import { dropSpecks } from './dropSpecks.ts';

/** A change of this many gray levels of 255 in any channel, before noise, counts as visible. */
export const visibleLevels = 8;

/**
 * Where two noise-free renderings differ visibly, gaps of a pixel or two closed, specks left out. Pixels of `changed`
 * outside the mask that differ visibly (the specks) are put back to `clean`, so the mask is exact.
 * @param clean levels, height × width × 3. @param changed likewise; specks are overwritten.
 * @param closingRadius in whole pixels.
 * @returns height × width, 0 or 1.
 */
export function changedMask(
  clean: Float32Array,
  changed: Float32Array,
  height: number,
  width: number,
  closingRadius: number,
): Uint8Array {
  const mask = new Uint8Array(height * width);
  for (let i = 0; i < mask.length; i++)
    mask[i] = difference(clean, changed, i) >= visibleLevels ? 1 : 0;
  closeMask(mask, height, width, closingRadius);
  dropSpecks(mask, height, width, 0.05);
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 1 || difference(clean, changed, i) < visibleLevels) continue;
    for (let at = i * 3; at < i * 3 + 3; at++) changed[at] = clean[at];
  }
  return mask;
}

function difference(a: Float32Array, b: Float32Array, pixel: number): number {
  const at = pixel * 3;
  return Math.max(
    Math.abs(a[at] - b[at]),
    Math.abs(a[at + 1] - b[at + 1]),
    Math.abs(a[at + 2] - b[at + 2]),
  );
}

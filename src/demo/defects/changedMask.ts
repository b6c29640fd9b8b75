import { dropSpecks } from './dropSpecks.ts';

/** A change of this many gray levels of 255 in any channel, before noise, counts as visible. */
export const visibleLevels = 8;

/**
 * Marks where two noise-free renderings differ visibly. Gaps of a pixel or two are closed, and specks are left out:
 * pixels of `changed` that differ visibly outside the mask are reset to `clean`, so the mask is exact.
 * @param clean levels, height × width × 3. @param changed likewise; specks are overwritten.
 * @param closingRadius whole pixels.
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

/**
 * Fills gaps narrower than twice the radius (dilation, then erosion, by a square), in place.
 * @param mask height × width, 0 or 1. @param radius whole pixels.
 */
export function closeMask(mask: Uint8Array, height: number, width: number, radius: number): void {
  // A frame of empty pixels, because pixels beyond the border must not count as part of the mask.
  const high = height + 2 * radius;
  const wide = width + 2 * radius;
  const framed = new Uint8Array(high * wide);
  const held = new Uint8Array(high * wide);
  const rowAt = (y: number): number => (y + radius) * wide + radius;
  for (let y = 0; y < height; y++) {
    framed.set(mask.subarray(y * width, (y + 1) * width), rowAt(y));
  }
  spread(framed, held, high, wide, 1, wide, radius, 1);
  spread(held, framed, wide, high, wide, 1, radius, 1);
  spread(framed, held, high, wide, 1, wide, radius, 0);
  spread(held, framed, wide, high, wide, 1, radius, 0);
  for (let y = 0; y < height; y++) {
    mask.set(framed.subarray(rowAt(y), rowAt(y) + width), y * width);
  }
}

/** Along each line, writes `value` wherever the source contains it within the radius. */
function spread(
  source: Uint8Array,
  target: Uint8Array,
  lines: number,
  length: number,
  step: number,
  lineStep: number,
  radius: number,
  value: 0 | 1,
): void {
  for (let line = 0; line < lines; line++) {
    const base = line * lineStep;
    let ahead = -radius - 1;
    let last = Number.NEGATIVE_INFINITY;
    let next = 0;
    for (let i = 0; i < length; i++) {
      while (next < length && next <= i + radius) {
        if (source[base + next * step] === value) ahead = next;
        next++;
      }
      if (source[base + i * step] === value) last = i;
      const near = (ahead >= i - radius && ahead >= 0) || i - last <= radius;
      target[base + i * step] = near ? value : 1 - value;
    }
  }
}

/**
 * Dilates the non-zero pixels of a mask by a square: each pixel extends `before` pixels up and to the left
 * and `after` pixels down and to the right. Linear in the pixels, whatever the size of the square.
 */
export function dilate(
  mask: Uint8Array,
  height: number,
  width: number,
  before: number,
  after: number,
): Uint8Array {
  const across = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) spread(mask, across, y * width, 1, width, before, after);
  const out = new Uint8Array(mask.length);
  for (let x = 0; x < width; x++) spread(across, out, x, width, height, before, after);
  return out;
}

function spread(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  step: number,
  length: number,
  before: number,
  after: number,
): void {
  let filled = 0;
  for (let i = 0; i < length; i++) {
    if (from[start + i * step] === 0) continue;
    const end = Math.min(length, i + after + 1);
    for (let j = Math.max(filled, i - before, 0); j < end; j++) to[start + j * step] = 1;
    filled = Math.max(filled, end);
  }
}

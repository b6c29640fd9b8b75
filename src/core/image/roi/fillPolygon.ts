/**
 * Sets the pixels of a mask whose centers lie in a polygon (even-odd rule).
 *
 * @param mask height × width values, changed in place.
 * @param corners x, y, in pixels; (0, 0) is the upper left corner of the first pixel.
 */
export function fillPolygon(
  mask: Uint8Array,
  height: number,
  width: number,
  corners: readonly (readonly [x: number, y: number])[],
): void {
  for (let y = 0; y < height; y++) {
    const crossings = crossingsAt(y + 0.5, corners);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i] - 0.5));
      const to = Math.min(width, Math.ceil(crossings[i + 1] - 0.5));
      if (to > from) mask.fill(1, y * width + from, y * width + to);
    }
  }
}

function crossingsAt(level: number, corners: readonly (readonly [number, number])[]): number[] {
  const crossings: number[] = [];
  for (const [i, [x0, y0]] of corners.entries()) {
    const [x1, y1] = corners[(i + 1) % corners.length];
    if (y0 <= level === y1 <= level) continue;
    crossings.push(x0 + ((level - y0) * (x1 - x0)) / (y1 - y0));
  }
  return crossings.sort((a, b) => a - b);
}

/**
 * Clears connected areas (8 neighbors) smaller than a share of the largest, in place.
 * @param mask height × width, 0 or 1. @param share 0..1.
 */
export function dropSpecks(mask: Uint8Array, height: number, width: number, share: number): void {
  const areas: Int32Array[] = [];
  const seen = new Uint8Array(mask.length);
  const stack = new Int32Array(mask.length);
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue;
    areas.push(collect(mask, seen, stack, start, height, width));
  }
  const largest = areas.reduce((most, area) => Math.max(most, area.length), 0);
  for (const area of areas) {
    if (area.length >= share * largest) continue;
    for (const pixel of area) mask[pixel] = 0;
  }
}

function collect(
  mask: Uint8Array,
  seen: Uint8Array,
  stack: Int32Array,
  start: number,
  height: number,
  width: number,
): Int32Array {
  // The stack is never popped: it is read to its end, and is then the list of the area's pixels.
  let count = 1;
  stack[0] = start;
  seen[start] = 1;
  for (let read = 0; read < count; read++) {
    const y = Math.floor(stack[read] / width);
    const x = stack[read] - y * width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const next = ny * width + nx;
        if (mask[next] === 0 || seen[next] === 1) continue;
        seen[next] = 1;
        stack[count++] = next;
      }
    }
  }
  return stack.slice(0, count);
}

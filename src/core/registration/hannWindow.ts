const known = new Map<string, Float64Array>();

/** The product of a Hann window down and one across: 1 in the middle, 0 at the edges; not to be changed. */
export function hannWindow(height: number, width: number): Float64Array {
  const key = `${height}x${width}`;
  const window = known.get(key) ?? makeWindow(height, width);
  known.set(key, window);
  return window;
}

function makeWindow(height: number, width: number): Float64Array {
  const down = hann(height);
  const across = hann(width);
  return Float64Array.from(
    { length: height * width },
    (_, i) => down[Math.floor(i / width)] * across[i % width],
  );
}

function hann(length: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length),
  );
}

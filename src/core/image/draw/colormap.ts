/**
 * Evenly spaced stops of the heat color, from cool to hot: matplotlib's inferno color map (CC0) without
 * its first quarter. Its lightness rises steadily, so it also reads in grayscale and to the color-blind.
 */
const stops = [
  [87, 16, 110],
  [140, 41, 99],
  [188, 55, 84],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
] as const;

/**
 * The color of a heat from 0 (cool) to 1 (hot); values outside this range are clamped.
 *
 * @returns red, green, blue, 0..255.
 */
export function heatColor(heat: number): readonly [number, number, number] {
  const at = Math.min(1, Math.max(0, heat)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const share = at - low;
  const [from, to] = [stops[low], stops[low + 1]];
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

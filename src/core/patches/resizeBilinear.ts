import { FeatureMap } from '../tensor/FeatureMap.ts';

/**
 * Brings every channel to height × width bilinearly, cell centers at half units, edges clamped, no
 * antialias: PyTorch's `interpolate(mode='bilinear', align_corners=False)`. Returns `map` itself if
 * it has that size already.
 */
export function resizeBilinear(map: FeatureMap, height: number, width: number): FeatureMap {
  if (map.height === height && map.width === width) return map;
  const ys = sourcePositions(map.height, height);
  const xs = sourcePositions(map.width, width);
  const data = new Float32Array(map.channels * height * width);
  let out = 0;
  for (let channel = 0; channel < map.channels; channel++) {
    for (const y of ys) {
      const above = (channel * map.height + y.low) * map.width;
      const below = (channel * map.height + y.high) * map.width;
      for (const x of xs) {
        const top = map.data[above + x.low] * (1 - x.share) + map.data[above + x.high] * x.share;
        const bottom = map.data[below + x.low] * (1 - x.share) + map.data[below + x.high] * x.share;
        data[out++] = top * (1 - y.share) + bottom * y.share;
      }
    }
  }
  return new FeatureMap(map.channels, height, width, data);
}

interface SourcePosition {
  readonly low: number;
  readonly high: number;
  /** Weight of `high`; `low` has the rest. */
  readonly share: number;
}

function sourcePositions(from: number, to: number): SourcePosition[] {
  return Array.from({ length: to }, (_, index) => {
    const position = Math.max(0, ((index + 0.5) * from) / to - 0.5);
    const low = Math.min(Math.floor(position), from - 1);
    return { low, high: Math.min(low + 1, from - 1), share: position - low };
  });
}

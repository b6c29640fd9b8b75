import { FeatureMap, Matrix } from '../tensor/index.ts';
import { createPoolingPlan } from './createPoolingPlan.ts';
import type { PoolingOptions, TapPooling } from './PoolingPlan.ts';

/**
 * Computes the patch features of one image: P × D, one row per cell of the patch grid, row-major. The
 * first map determines the patch grid; the others are resized to it bilinearly (PatchCore, section 3.1).
 *
 * This is the plain definition that tests compare with the backbone's graph; products run the graph.
 *
 * @param maps one per tap, shallowest first.
 * @throws RangeError if there is no map or an option is out of range.
 */
export function patchFeatures(maps: readonly FeatureMap[], options: PoolingOptions = {}): Matrix {
  const plan = createPoolingPlan(
    maps.map((map) => map.channels),
    options,
  );
  const { height, width } = maps[0];
  const features = Matrix.zeros(height * width, plan.dimension);
  for (const [index, tap] of plan.taps.entries()) {
    // Pooling mixes channels and neighbors, and resizing is linear in each channel: pooling the small
    // map first gives the same as resizing all of its unfolded values.
    const pooled = resizeBilinear(poolTap(maps[index], tap, plan.neighborhood), height, width);
    for (let output = 0; output < tap.outputs; output++) {
      for (let cell = 0; cell < features.rows; cell++) {
        features.data[cell * plan.dimension + tap.firstOutput + output] +=
          pooled.data[output * features.rows + cell];
      }
    }
  }
  return features;
}

/**
 * Applies the fixed convolution of one tap: C × H × W to outputs × H × W, zero-padded, stride 1,
 * summed in float64.
 *
 * @throws RangeError if the map does not have the plan's number of channels.
 */
function poolTap(map: FeatureMap, plan: TapPooling, neighborhood: number): FeatureMap {
  const { height, width } = map;
  if (map.channels !== plan.channels) {
    throw new RangeError(`the plan is for ${plan.channels} channels, the map has ${map.channels}`);
  }
  const reach = (neighborhood - 1) / 2;
  const area = neighborhood * neighborhood;
  const out = new FeatureMap(
    plan.outputs,
    height,
    width,
    new Float32Array(plan.outputs * height * width),
  );
  const sums = new Float64Array(height * width);
  for (let row = 0; row < plan.outputs; row++) {
    sums.fill(0);
    for (let k = plan.rowStart[row]; k < plan.rowStart[row + 1]; k++) {
      const channel = Math.floor(plan.input[k] / area);
      const position = plan.input[k] % area;
      const dy = Math.floor(position / neighborhood) - reach;
      const dx = (position % neighborhood) - reach;
      for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
        const source = (channel * height + y + dy) * width + dx;
        for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
          sums[y * width + x] += plan.weight[k] * map.data[source + x];
        }
      }
    }
    out.data.set(sums, row * height * width);
  }
  return out;
}

/**
 * Resizes every channel to height × width bilinearly, cell centers at half units, edges clamped, no
 * antialias: PyTorch's `interpolate(mode='bilinear', align_corners=False)`. Returns `map` itself if
 * it already has that size.
 */
function resizeBilinear(map: FeatureMap, height: number, width: number): FeatureMap {
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
  /** Weight of `high`; the weight of `low` is 1 less this. */
  readonly share: number;
}

function sourcePositions(from: number, to: number): SourcePosition[] {
  return Array.from({ length: to }, (_, index) => {
    const position = Math.max(0, ((index + 0.5) * from) / to - 0.5);
    const low = Math.min(Math.floor(position), from - 1);
    return { low, high: Math.min(low + 1, from - 1), share: position - low };
  });
}

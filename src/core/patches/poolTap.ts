import { FeatureMap } from '../tensor/FeatureMap.ts';
import type { TapPooling } from './PoolingPlan.ts';

/**
 * Applies the fixed convolution of one tap: C × H × W to outputs × H × W, zero-padded, stride 1,
 * summed in double precision.
 * @throws RangeError if the map has not the plan's number of channels.
 */
export function poolTap(map: FeatureMap, plan: TapPooling, neighborhood: number): FeatureMap {
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

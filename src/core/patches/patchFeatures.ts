import type { FeatureMap } from '../tensor/FeatureMap.ts';
import { Matrix } from '../tensor/Matrix.ts';
import { createPoolingPlan } from './createPoolingPlan.ts';
import type { PoolingOptions } from './PoolingPlan.ts';
import { poolTap } from './poolTap.ts';
import { resizeBilinear } from './resizeBilinear.ts';

/**
 * Patch features of one image: P × D, one row per cell of the patch grid, row-major. The first map
 * gives the patch grid; the others are brought to it bilinearly (PatchCore, section 3.1).
 *
 * The plain definition, which tests hold the backbone's graph against; the graph is what runs.
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
    // Pooling mixes channels and neighbors, resizing is linear per channel: pooling the small map
    // first gives the same as resizing all of its unfolded values.
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

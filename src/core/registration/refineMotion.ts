import { type Affine, composeAffine, rotationAbout, warpGrid } from '../image/index.ts';
import type { Picture } from './Picture.ts';
import { hannWindow } from './spectrum.ts';

const MAX_STEPS = 12;
/** The search ends with a step that moves no pixel farther than this. */
const SMALL_STEP_PX = 0.01;

/**
 * Refines a rigid motion by least squares (Lucas and Kanade, 1981): Gauss–Newton steps change the motion
 * until the moved picture, brought to the same mean and deviation, is nearest to the reference under the
 * window.
 *
 * @param motion maps places of the reference to places of the picture; accurate to a few pixels.
 */
export function refineMotion(reference: Picture, picture: Picture, motion: Affine): Affine {
  const { height, width } = reference;
  const weights = hannWindow(height, width);
  let refined = motion;
  for (let step = 0; step < MAX_STEPS; step++) {
    const moved = warpGrid(picture, refined);
    const { y, x, radians } = solve(normalEquations(reference, moved, weights));
    refined = composeAffine(rotationAbout(picture, (radians * 180) / Math.PI, { y, x }), refined);
    const farthest = Math.hypot(y, x) + (Math.abs(radians) * Math.hypot(height, width)) / 2;
    if (farthest < SMALL_STEP_PX) break;
  }
  return refined;
}

/** Sums of products of the derivatives with respect to vertical shift, horizontal shift and angle, and of these with the residual. */
interface NormalEquations {
  /** 3 × 3, row-major. */
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

function normalEquations(
  { height, width, data: wanted }: Picture,
  { data: moved }: Picture,
  weights: Float64Array,
): NormalEquations {
  const { scale, offset } = sameLevel(wanted, moved, weights);
  const matrix = new Float64Array(9);
  const right = new Float64Array(3);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      // Gradients at the edge of the moved picture are meaningless.
      if (moved[at - width] * moved[at + width] * moved[at - 1] * moved[at + 1] === 0) continue;
      const down = (scale * (moved[at + width] - moved[at - width])) / 2;
      const across = (scale * (moved[at + 1] - moved[at - 1])) / 2;
      const turn = (y + 0.5 - height / 2) * across - (x + 0.5 - width / 2) * down;
      const residual = wanted[at] - scale * moved[at] - offset;
      const derivatives = [down, across, turn];
      for (let i = 0; i < 3; i++) {
        const weighted = weights[at] * derivatives[i];
        right[i] += weighted * residual;
        for (let j = 0; j < 3; j++) matrix[3 * i + j] += weighted * derivatives[j];
      }
    }
  }
  return { matrix, right };
}

/** The scale and offset that give the moved picture the mean and the deviation of the other. */
function sameLevel(wanted: ArrayLike<number>, moved: ArrayLike<number>, weights: Float64Array) {
  const sums = [wanted, moved].map((values) => {
    let [total, sum, squares] = [0, 0, 0];
    for (const [i, weight] of weights.entries()) {
      total += weight;
      sum += weight * values[i];
      squares += weight * values[i] * values[i];
    }
    const mean = sum / total;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / total - mean * mean)) };
  });
  const scale = sums[1].deviation > 0 ? sums[0].deviation / sums[1].deviation : 1;
  return { scale, offset: sums[0].mean - scale * sums[1].mean };
}

/** Solves by Cramer's rule; gives no motion if a picture has too little structure. */
function solve({ matrix: m, right: r }: NormalEquations) {
  const determinant = (a: Float64Array) =>
    a[0] * (a[4] * a[8] - a[5] * a[7]) -
    a[1] * (a[3] * a[8] - a[5] * a[6]) +
    a[2] * (a[3] * a[7] - a[4] * a[6]);
  const whole = determinant(m);
  if (!(Math.abs(whole) > 1e-9)) return { y: 0, x: 0, radians: 0 };
  const [y, x, radians] = [0, 1, 2].map((column) => {
    const replaced = m.slice();
    for (let row = 0; row < 3; row++) replaced[3 * row + column] = r[row];
    return determinant(replaced) / whole;
  });
  return { y, x, radians };
}

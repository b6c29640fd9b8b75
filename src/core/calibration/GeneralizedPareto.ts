/**
 * The generalized Pareto distribution of exceedances over a high threshold (Pickands, 1975):
 * P(X > x | X > u) = (1 + ξ(x − u)/σ)^(−1/ξ), and exp(−(x − u)/σ) for ξ = 0.
 */
export interface GeneralizedPareto {
  /** u, in the unit of the scores. */
  readonly location: number;
  /** σ > 0, in the unit of the scores. */
  readonly scale: number;
  /** ξ: 0 exponential, < 0 bounded, > 0 heavy-tailed. */
  readonly shape: number;
}

/** Larger absolute shapes are clipped: few exceedances estimate ξ poorly, and scores of good parts have no extreme tail. */
const LARGEST_SHAPE = 0.5;
/**
 * Weight of an exponential tail in the shape, in exceedances. A dozen exceedances estimate ξ so poorly that
 * half of all tails come out bounded, and then reject several times the desired rate.
 */
const PRIOR_EXCEEDANCES = 40;

/**
 * Fits the distribution by probability-weighted moments (Hosking and Wallis, 1987), which do better than
 * maximum likelihood with few exceedances: with α₀ = mean(x) and α₁ = mean((1 − F(x)) x),
 * ξ = 2 − α₀/(α₀ − 2α₁) and σ = 2α₀α₁/(α₀ − 2α₁). With n exceedances ξ is shrunk toward 0, the
 * exponential tail of most common distributions, by the factor n/(n + 40).
 *
 * @param ascending values above `location`, ascending, at least 2, not all equal to it.
 */
export function fitGeneralizedPareto(
  ascending: ArrayLike<number>,
  location: number,
): GeneralizedPareto {
  const n = ascending.length;
  if (n < 2) throw new RangeError(`a tail needs at least 2 exceedances, got ${n}`);
  let first = 0;
  let second = 0;
  for (let i = 0; i < n; i++) {
    const excess = ascending[i] - location;
    first += excess / n;
    second += ((1 - (i + 0.65) / n) * excess) / n;
  }
  if (!(first > 0)) throw new RangeError('exceedances must exceed the location');
  const spread = first - 2 * second;
  const estimated = spread > 0 ? 2 - first / spread : LARGEST_SHAPE;
  const clipped = Math.min(LARGEST_SHAPE, Math.max(-LARGEST_SHAPE, estimated));
  const shape = (clipped * n) / (n + PRIOR_EXCEEDANCES);
  // This scale keeps the mean σ/(1 − ξ).
  return { location, shape, scale: first * (1 - shape) };
}

/** P(X > value | X > location), in [0, 1]. */
export function exceedanceProbability(tail: GeneralizedPareto, value: number): number {
  const z = (value - tail.location) / tail.scale;
  if (z <= 0) return 1;
  if (Math.abs(tail.shape) < 1e-9) return Math.exp(-z);
  return Math.max(0, 1 + tail.shape * z) ** (-1 / tail.shape);
}

/** The value that is exceeded with `probability` in (0, 1], given that the location is exceeded. */
export function exceedanceQuantile(tail: GeneralizedPareto, probability: number): number {
  if (!(probability > 0 && probability <= 1)) throw new RangeError(`probability ${probability}`);
  if (Math.abs(tail.shape) < 1e-9) return tail.location - tail.scale * Math.log(probability);
  return tail.location + (tail.scale / tail.shape) * (probability ** -tail.shape - 1);
}

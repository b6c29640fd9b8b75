import type { Weights } from './Weights.ts';

/** The constants of a convolution, read when they are needed. */
export interface FoldedConvolution {
  readonly kernel: () => Promise<Float32Array>;
  readonly bias: (() => Promise<Float32Array>) | undefined;
}

/**
 * Folds a batch normalization at inference, y = γ (x − μ) / √(σ² + ε) + β, into the convolution
 * before it: the kernel is multiplied by γ / √(σ² + ε), and the bias follows. In double precision.
 * If the weights contain no such normalization, it was folded before, and the convolution's own bias
 * is used.
 */
export function foldNorm(
  weights: Weights,
  convolution: string,
  norm: string | undefined,
  epsilon: number,
): FoldedConvolution {
  const kernelName = `${convolution}.weight`;
  const biasName = `${convolution}.bias`;
  const ownBias = weights.has(biasName);
  if (ownBias) weights.shape(biasName);
  const kernel = () => weights.read(kernelName);
  if (norm === undefined || (ownBias && !weights.has(`${norm}.weight`))) {
    return { kernel, bias: ownBias ? () => weights.read(biasName) : undefined };
  }
  for (const part of ['weight', 'bias', 'running_mean', 'running_var']) {
    weights.shape(`${norm}.${part}`);
  }
  const scales = async () => {
    const gamma = await weights.read(`${norm}.weight`);
    const variance = await weights.read(`${norm}.running_var`);
    return Float64Array.from(gamma, (value, i) => value / Math.sqrt(variance[i] + epsilon));
  };
  return {
    kernel: async () => {
      const values = await kernel();
      const scale = await scales();
      const perOutput = values.length / scale.length;
      for (let i = 0; i < values.length; i++) values[i] *= scale[Math.floor(i / perOutput)];
      return values;
    },
    bias: async () => {
      const scale = await scales();
      const beta = await weights.read(`${norm}.bias`);
      const mean = await weights.read(`${norm}.running_mean`);
      const own = ownBias ? await weights.read(biasName) : undefined;
      return beta.map((value, i) => value + ((own?.[i] ?? 0) - mean[i]) * scale[i]);
    },
  };
}

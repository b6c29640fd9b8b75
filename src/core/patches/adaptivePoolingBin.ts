/**
 * The half-open range of inputs that output `index` of an adaptive average pooling from `inputs` to
 * `outputs` values averages: floor(i·L/n) to ceil((i+1)·L/n), as PyTorch's `adaptive_avg_pool1d`.
 * Neighboring ranges may overlap, and repeat where `outputs` > `inputs`.
 */
export function adaptivePoolingBin(
  index: number,
  inputs: number,
  outputs: number,
): { start: number; end: number } {
  return {
    start: Math.floor((index * inputs) / outputs),
    end: Math.ceil(((index + 1) * inputs) / outputs),
  };
}

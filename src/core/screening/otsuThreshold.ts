const BINS = 256;

/** The value that splits numbers into two groups with the largest variance between them (Otsu, 1979), to one of 256 steps. */
export function otsuThreshold(values: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const step = (high - low) / BINS || 1;
  const counts = new Float64Array(BINS);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((value - low) / step))]++;
  const total = counts.reduce((sum, count, bin) => sum + count * bin, 0);
  let [best, bestBin, below, sumBelow] = [-1, 0, 0, 0];
  for (let bin = 0; bin < BINS - 1; bin++) {
    below += counts[bin];
    sumBelow += counts[bin] * bin;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between > best) [best, bestBin] = [between, bin];
  }
  return low + (bestBin + 1) * step;
}

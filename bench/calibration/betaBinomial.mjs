/**
 * Central 95 % interval of how many of `trials` new good images are rejected by a threshold that is the
 * k-th largest of n scores: beta-binomial with parameters k and n + 1 − k. For k = 0, a threshold at or
 * above the largest score, the interval reaches from 0 to the upper end for k = 1.
 */
export function expectedRejects(trials, k, n) {
  const a = Math.max(1, k);
  const b = n + 1 - a;
  let probability = 1;
  for (let i = 0; i < trials; i++) probability *= (b + i) / (a + b + i);
  let below = 0;
  let low = null;
  for (let count = 0; count <= trials; count++) {
    below += probability;
    if (low === null && below >= 0.025) low = count;
    if (below >= 0.975) return [k === 0 ? 0 : low, count];
    probability *= ((trials - count) / (count + 1)) * ((count + a) / (trials - count - 1 + b));
  }
  return [low ?? 0, trials];
}

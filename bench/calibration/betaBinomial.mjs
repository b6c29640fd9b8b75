/**
 * Central 95 % interval of how many of `trials` new good images are rejected by a threshold that is the
 * k-th largest of n scores: beta-binomial with parameters k and n + 1 − k. For k = 0, a threshold at or
 * above the largest score, the interval reaches from 0 to the upper end for k = 1.
 */
export function expectedRejects(trials, k, n) {
  const [low, high] = centralInterval(distribution(trials, k, n));
  return [k === 0 ? 0 : low, high];
}

/** The same for all images that several independent splits reject together; k need not be whole. */
export function expectedRejectsOfSplits(splits, trials, k, n) {
  const one = distribution(trials, k, n);
  let all = Float64Array.of(1);
  for (let split = 0; split < splits; split++) all = sumOf(all, one);
  return centralInterval(all);
}

/** The probability of each number of rejects, from 0. */
function distribution(trials, k, n) {
  const a = Math.max(1, k);
  const b = n + 1 - a;
  let probability = 1;
  for (let i = 0; i < trials; i++) probability *= (b + i) / (a + b + i);
  return Float64Array.from({ length: trials + 1 }, (_, count) => {
    const own = probability;
    probability *= ((trials - count) / (count + 1)) * ((count + a) / (trials - count - 1 + b));
    return own;
  });
}

/** The distribution of the sum of two independent counts. */
function sumOf(first, second) {
  const sum = new Float64Array(first.length + second.length - 1);
  for (const [i, p] of first.entries()) for (const [j, q] of second.entries()) sum[i + j] += p * q;
  return sum;
}

function centralInterval(probabilities) {
  const reaches = (share) => {
    let below = 0;
    const count = probabilities.findIndex((probability) => (below += probability) >= share);
    return count < 0 ? probabilities.length - 1 : count;
  };
  return [reaches(0.025), reaches(0.975)];
}

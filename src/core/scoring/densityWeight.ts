/**
 * The paper's re-weighting of the image score (equation 7): with s* = ‖m_test − m*‖ the highest
 * patch score, m* the bank row nearest to that patch, and N_b(m*) the b bank rows nearest to m*
 * (m* itself among them),
 *
 *   w = 1 − exp(s*) / Σ_{m ∈ N_b(m*)} exp(‖m_test − m‖).
 *
 * The weight is low where the bank is dense around m*, for then a good patch should have come nearer.
 *
 * @param nearest s*, L2.
 * @param support distances ‖m_test − m‖, L2, of the b rows, that of m* among them; b ≥ 1.
 * @returns w in [0, 1).
 */
export function densityWeight(nearest: number, support: ArrayLike<number>): number {
  if (support.length === 0) throw new RangeError('re-weighting needs at least one supporting row');
  let sum = 0;
  // exp(s*) is divided out, so that no distance is too large for the exponential.
  for (let i = 0; i < support.length; i++) sum += Math.exp(support[i] - nearest);
  return 1 - 1 / sum;
}

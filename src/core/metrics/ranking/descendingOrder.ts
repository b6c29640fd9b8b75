/**
 * Indices of scores, highest first. Linear where they stand in that order already, as in resamples of
 * ranked items.
 *
 * @param scores finite.
 */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(scores.length);
  let isSorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && scores[i] > scores[i - 1]) isSorted = false;
  }
  return isSorted ? order : order.sort((a, b) => scores[b] - scores[a]);
}

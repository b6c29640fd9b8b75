import { type Matrix, squaredDistance } from '../tensor/index.ts';
import { type GreedyStart, startingDistances } from './startingDistances.ts';

/** The rows that a greedy k-center selection chose, and how well they cover all rows. */
export interface CoresetSelection {
  /** Selected rows in the order of selection; distinct. */
  readonly indices: Uint32Array;
  /**
   * For each selected row, the covering radius of those before it, L2: its own distance to them. It never
   * rises. The first one is its starting value, which also caps the others.
   */
  readonly radii: Float64Array;
  /**
   * Largest L2 distance of any row to its nearest selected row. An approximate start caps each row's
   * distance at its starting value, so it may understate the radius.
   */
  readonly coveringRadius: number;
  /** Number of row-to-center distances evaluated: a measure of the work, for tests and benchmarks. */
  readonly distanceEvaluations: number;
}

/**
 * Greedy k-center (farthest first) as written in the paper's Algorithm 1: pick the row farthest
 * from all picked rows, update every row's distance, repeat. Ties go to the lowest index. Stops
 * early, with fewer rows, when every row coincides with a picked one.
 *
 * Costs rows × count distances. This is the definition that {@link greedyCoreset} must reproduce.
 *
 * @param points the (projected) rows, N×d.
 * @param count rows to select, 1..N.
 */
export function plainGreedyCoreset(
  points: Matrix,
  count: number,
  start: GreedyStart,
): CoresetSelection {
  const { rows, columns, data } = points;
  if (!(count >= 1 && count <= rows))
    throw new RangeError(`cannot select ${count} of ${rows} rows`);
  const nearest = startingDistances(points, start);
  const indices: number[] = [];
  const radii: number[] = [];
  let evaluations = 0;
  let farthest = argmax(nearest);
  while (indices.length < count) {
    indices.push(farthest);
    radii.push(Math.sqrt(nearest[farthest]));
    for (let i = 0; i < rows; i++) {
      const distance = squaredDistance(data, i * columns, data, farthest * columns, columns);
      if (distance < nearest[i]) nearest[i] = distance;
    }
    evaluations += rows;
    farthest = argmax(nearest);
    if (nearest[farthest] === 0) break;
  }
  return {
    indices: Uint32Array.from(indices),
    radii: Float64Array.from(radii),
    coveringRadius: Math.sqrt(nearest[farthest]),
    distanceEvaluations: evaluations,
  };
}

function argmax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

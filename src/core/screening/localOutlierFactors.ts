import { Matrix, type MatrixProduct, squaredNorms } from '../tensor/index.ts';

/**
 * The local outlier factor of each point (Breunig, Kriegel, Ng and Sander, 2000): how much sparser the
 * points are around it than around its k nearest neighbors. About 1 within a cluster, and larger the
 * farther outside.
 *
 * @param squared N×N, symmetric: squared distances between the points; the diagonal is not read.
 * @param neighbors k, 1..N − 1.
 * @returns N values > 0.
 */
export function localOutlierFactors(squared: Matrix, neighbors: number): Float32Array {
  const points = squared.rows;
  if (squared.columns !== points) throw new RangeError('distances must be a square matrix');
  if (!(neighbors >= 1 && neighbors < points)) {
    throw new RangeError(`${neighbors} neighbors of ${points} points`);
  }
  const nearest = nearestOfEach(squared, neighbors);
  const distance = (i: number, j: number) => Math.sqrt(Math.max(0, squared.data[i * points + j]));
  const reach = Float64Array.from({ length: points }, (_, i) =>
    distance(i, nearest[i * neighbors + neighbors - 1]),
  );
  const density = Float64Array.from({ length: points }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < neighbors; k++) {
      const j = nearest[i * neighbors + k];
      sum += Math.max(reach[j], distance(i, j));
    }
    // Coinciding points are infinitely dense; a tiny distance keeps the density finite.
    return neighbors / Math.max(sum, Number.MIN_VALUE * 2 ** 100);
  });
  return Float32Array.from({ length: points }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < neighbors; k++) sum += density[nearest[i * neighbors + k]];
    return sum / neighbors / density[i];
  });
}

/** The k nearest others of each point, nearest first: N×k. */
function nearestOfEach({ rows, data }: Matrix, count: number): Uint32Array {
  const nearest = new Uint32Array(rows * count);
  const best = new Float32Array(count);
  for (let i = 0; i < rows; i++) {
    best.fill(Number.POSITIVE_INFINITY);
    const own = nearest.subarray(i * count, (i + 1) * count);
    for (let j = 0; j < rows; j++) {
      const value = data[i * rows + j];
      if (j === i || !(value < best[count - 1])) continue;
      let at = count - 1;
      for (; at > 0 && value < best[at - 1]; at--) {
        best[at] = best[at - 1];
        own[at] = own[at - 1];
      }
      best[at] = value;
      own[at] = j;
    }
  }
  return nearest;
}

/** Squared distances between all rows, N×N, by one matrix product: accurate to its rounding, at least 0. */
export async function pairwiseSquared(rows: Matrix, product: MatrixProduct): Promise<Matrix> {
  const count = rows.rows;
  const squared = Matrix.zeros(count, count);
  await product(rows, rows, squared.data);
  const norms = squaredNorms(rows);
  for (let i = 0, at = 0; i < count; i++) {
    for (let j = 0; j < count; j++, at++) {
      squared.data[at] = Math.max(0, norms[i] + norms[j] - 2 * squared.data[at]);
    }
  }
  return squared;
}

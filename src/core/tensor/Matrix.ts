/**
 * A dense row-major float32 matrix. Rows are patch features, bank rows or projected patches.
 * The data is aliased, not copied: the matrix takes over the array.
 */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major values; `data.length === rows * columns` always holds. */
  readonly data: Float32Array;

  /** @throws RangeError if the dimensions are not whole non-negative numbers or do not multiply to `data.length`. */
  constructor(rows: number, columns: number, data: Float32Array) {
    if (!Number.isInteger(rows) || rows < 0 || !Number.isInteger(columns) || columns < 0) {
      throw new RangeError(
        `matrix dimensions must be whole and not negative, got ${rows} x ${columns}`,
      );
    }
    if (data.length !== rows * columns) {
      throw new RangeError(
        `${rows} x ${columns} matrix needs ${rows * columns} values, got ${data.length}`,
      );
    }
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  /** A matrix of zeros. */
  static zeros(rows: number, columns: number): Matrix {
    return new Matrix(rows, columns, new Float32Array(rows * columns));
  }

  /** Row `index` as a view on this matrix's data (not a copy). */
  row(index: number): Float32Array {
    if (!(index >= 0 && index < this.rows)) throw new RangeError(`row ${index} of ${this.rows}`);
    return this.data.subarray(index * this.columns, (index + 1) * this.columns);
  }

  /** Rows `start` (inclusive) to `end` (exclusive) as a view on this matrix's data (not a copy). */
  slice(start: number, end: number): Matrix {
    if (!(start >= 0 && start <= end && end <= this.rows)) {
      throw new RangeError(`rows ${start}..${end} of ${this.rows}`);
    }
    return new Matrix(
      end - start,
      this.columns,
      this.data.subarray(start * this.columns, end * this.columns),
    );
  }

  /** A new matrix of the rows with the given indices, in that order (copied). */
  gather(indices: ArrayLike<number>): Matrix {
    const out = Matrix.zeros(indices.length, this.columns);
    for (let i = 0; i < indices.length; i++) {
      out.data.set(this.row(indices[i] ?? -1), i * this.columns);
    }
    return out;
  }
}

/** A matrix whose values are still elsewhere, such as in a file: they are written to where they are needed. */
export interface UnreadMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Writes all values, row-major. @param out `rows × columns` values. */
  readonly read: (out: Float32Array) => Promise<void>;
}

/** Writes the values of a matrix to `out`. */
export async function copyMatrix(matrix: Matrix | UnreadMatrix, out: Float32Array): Promise<void> {
  if (matrix instanceof Matrix) out.set(matrix.data);
  else await matrix.read(out);
}

/** A matrix with its values at hand. */
export async function readMatrix(matrix: Matrix | UnreadMatrix): Promise<Matrix> {
  if (matrix instanceof Matrix) return matrix;
  const all = Matrix.zeros(matrix.rows, matrix.columns);
  await matrix.read(all.data);
  return all;
}

/** The mean of each column: the mean row, in float64. */
export function columnMeans({ rows, columns, data }: Matrix): Float64Array {
  const means = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++, at++) means[k] += data[at] / rows;
  }
  return means;
}

/** Shifts all rows in place so that their mean is zero. Distances between rows do not change. */
export function centerColumns(matrix: Matrix): void {
  const { rows, columns, data } = matrix;
  const means = columnMeans(matrix);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++, at++) data[at] -= means[k];
  }
}

/** The squared L2 norm of each row, in float64. */
export function squaredNorms(matrix: Matrix): Float64Array {
  const { rows, columns, data } = matrix;
  const norms = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0;
    for (const end = at + columns; at < end; at++) sum += data[at] * data[at];
    norms[i] = sum;
  }
  return norms;
}

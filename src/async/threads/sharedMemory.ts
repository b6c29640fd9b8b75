import { Matrix } from '../../core/tensor/index.ts';

/** A matrix in memory that threads share. */
export interface SharedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: SharedArrayBuffer;
}

/** Shares a matrix; it is copied unless it starts at the beginning of shared memory already. */
export function shareMatrix({ rows, columns, data }: Matrix): SharedMatrix {
  if (data.buffer instanceof SharedArrayBuffer && data.byteOffset === 0) {
    return { rows, columns, data: data.buffer };
  }
  const shared = new SharedArrayBuffer(data.byteLength);
  new Float32Array(shared).set(data);
  return { rows, columns, data: shared };
}

/** The matrix that another thread has shared. */
export function sharedMatrix({ rows, columns, data }: SharedMatrix): Matrix {
  return new Matrix(rows, columns, new Float32Array(data, 0, rows * columns));
}

import { Matrix } from '../../core/tensor/index.ts';

/** Zeros in memory that threads share. */
export function sharedValues(count: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT));
}

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
  const shared = sharedValues(data.length);
  shared.set(data);
  return { rows, columns, data: shared.buffer as SharedArrayBuffer };
}

/** The matrix that another thread has shared. */
export function sharedMatrix({ rows, columns, data }: SharedMatrix): Matrix {
  return new Matrix(rows, columns, new Float32Array(data, 0, rows * columns));
}

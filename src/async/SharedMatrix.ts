import { Matrix } from '../core/tensor/index.ts';
import { sharedValues } from './sharedValues.ts';

/** A matrix in memory that threads share. */
export interface SharedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: SharedArrayBuffer;
}

/** Shares a matrix; copied, unless its memory is shared already and holds nothing before it. */
export function shareMatrix({ rows, columns, data }: Matrix): SharedMatrix {
  if (data.buffer instanceof SharedArrayBuffer && data.byteOffset === 0) {
    return { rows, columns, data: data.buffer };
  }
  const shared = sharedValues(data.length);
  shared.set(data);
  return { rows, columns, data: shared.buffer as SharedArrayBuffer };
}

/** The matrix that another thread shares. */
export function sharedMatrix({ rows, columns, data }: SharedMatrix): Matrix {
  return new Matrix(rows, columns, new Float32Array(data, 0, rows * columns));
}

import { type GraphBuilder, TensorProto_DataType } from '../../backbone/onnx/index.ts';
import { halfToFloat, type Matrix } from '../../core/tensor/index.ts';
import { toHalf } from './half.ts';

/** How an exported file stores the rows of the memory bank; distances are computed in float32. */
export type BankPrecision = 'float32' | 'float16' | 'int8';

/** A block of rows of the memory bank in the graph. */
export interface BankBlock {
  /** Name of the rows, float32, rows × D. */
  readonly rows: string;
  /** Name of their squared L2 norms, float32, 1 × rows. */
  readonly squaredNorms: string;
  readonly count: number;
}

/** Adds a block of rows of the bank as constants. */
export function addBank(
  builder: GraphBuilder,
  rows: Matrix,
  precision: BankPrecision,
  scales: Float32Array,
): BankBlock {
  const { values, name } = stored(builder, rows, precision, scales);
  const norms = Float32Array.from({ length: rows.rows }, (_, row) => {
    let sum = 0;
    for (let i = row * rows.columns; i < (row + 1) * rows.columns; i++) sum += values[i] ** 2;
    return sum;
  });
  return { rows: name, squaredNorms: builder.float([1, rows.rows], norms), count: rows.rows };
}

/** Step of the 8-bit rounding of each column: the largest magnitude over 127. */
export function columnScales({ rows, columns, data }: Matrix): Float32Array {
  const largest = new Float32Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      largest[i] = Math.max(largest[i], Math.abs(data[row * columns + i]));
    }
  }
  return largest.map((value) => value / 127 || 1);
}

/** Adds the rows and returns the values that the graph will compute with. */
function stored(
  builder: GraphBuilder,
  { rows, columns, data }: Matrix,
  precision: BankPrecision,
  scales: Float32Array,
): { readonly name: string; readonly values: Float32Array } {
  const dims = [rows, columns];
  switch (precision) {
    case 'float32':
      return { name: builder.float(dims, data), values: data };
    case 'float16': {
      const half = toHalf(data, 'the memory bank');
      const name = builder.node('Cast', [builder.constant(dims, half)], {
        to: TensorProto_DataType.FLOAT,
      });
      return { name, values: Float32Array.from(half, halfToFloat) };
    }
    case 'int8': {
      const steps = Int8Array.from(data, (value, i) => Math.round(value / scales[i % columns]));
      const name = builder.node(
        'DequantizeLinear',
        [
          builder.constant(dims, steps),
          builder.float([columns], scales),
          builder.constant([columns], new Int8Array(columns)),
        ],
        { axis: 1 },
      );
      return { name, values: Float32Array.from(steps, (step, i) => step * scales[i % columns]) };
    }
  }
}

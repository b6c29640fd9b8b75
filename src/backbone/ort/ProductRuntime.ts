import { create } from '@bufbuild/protobuf';
import { createOrtSession } from './createOrtSession.ts';
import { type InferenceSession, Tensor } from './onnxRuntime.ts';
import { freeArray } from '../../freeArray.ts';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  type GraphProto,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../onnx/index.ts';
import {
  countGroups,
  type GroupMinima,
  type IntegerMinima,
  type Matrix,
  type MatrixProduct,
  type MatrixProducts,
} from '../../core/tensor/index.ts';

/** Matrix products on ONNX Runtime's CPU kernels. */
export class ProductRuntime implements MatrixProducts {
  readonly #products: InferenceSession;
  readonly #minima: InferenceSession;
  readonly #integerMinima: InferenceSession;

  private constructor(
    products: InferenceSession,
    minima: InferenceSession,
    integerMinima: InferenceSession,
  ) {
    this.#products = products;
    this.#minima = minima;
    this.#integerMinima = integerMinima;
  }

  /** @param threads number of threads that one product may use. */
  static async open(threads: number): Promise<ProductRuntime> {
    const session = (model: Uint8Array) => createOrtSession(model, 'the matrix product', threads);
    return new ProductRuntime(
      await session(productModel()),
      await session(minimaModel()),
      await session(integerMinimaModel()),
    );
  }

  /** `a · bᵀ`, written directly into the caller's array. */
  readonly product: MatrixProduct = async (a, b, out) => {
    await run(this.#products, a, b, b.rows, out, {});
  };

  /** The minimum of each group of columns of `a · bᵀ`; the product stays in the runtime's memory. */
  readonly groupMinima: GroupMinima = async (a, b, groupRows, out) => {
    const groups = countGroups(b, groupRows);
    const shape = BigInt64Array.from([a.rows, groups, groupRows], BigInt);
    await run(this.#minima, a, b, groups, out, { grouping: new Tensor('int64', shape, [3]) });
  };

  /** The minimum of each group of columns of integer products, which stay in the runtime's memory. */
  readonly integerMinima: IntegerMinima = async (a, b, sizes, out) => {
    const { rows, inner, slices, groups, groupColumns } = sizes;
    const shape = BigInt64Array.from([rows, groupColumns, groups], BigInt);
    const minima = out.subarray(0, slices * rows * groups);
    const { out: copy } = await this.#integerMinima.run(
      {
        a: new Tensor('uint8', a, [rows, inner]),
        b: new Tensor('int8', b, [slices, inner, groupColumns * groups]),
        grouping: new Tensor('int64', shape, [3]),
      },
      { out: new Tensor('int32', minima, [slices, rows, groups]) },
    );
    freeCopy(copy);
  };

  /** Frees the runtime's memory. */
  async close(): Promise<void> {
    await this.#products.release();
    await this.#minima.release();
    await this.#integerMinima.release();
  }
}

async function run(
  session: InferenceSession,
  a: Matrix,
  b: Matrix,
  columns: number,
  out: Float32Array,
  more: Readonly<Record<string, Tensor>>,
): Promise<void> {
  if (a.columns !== b.columns) {
    throw new RangeError(`inner sizes differ: ${a.columns} and ${b.columns}`);
  }
  const size = a.rows * columns;
  if (out.length < size) throw new RangeError('the output is too small for the product');
  if (size === 0) return;
  const input = ({ data, rows, columns: width }: Matrix) =>
    new Tensor('float32', data, [rows, width]);
  const { out: copy } = await session.run(
    { a: input(a), b: input(b), ...more },
    { out: new Tensor('float32', out.subarray(0, size), [a.rows, columns]) },
  );
  freeCopy(copy);
}

/** The runtime writes to the caller's array and returns a copy of that. */
function freeCopy({ data }: Tensor): void {
  if (ArrayBuffer.isView(data)) freeArray(data);
}

function productModel(): Uint8Array {
  const graph = productGraph();
  new GraphBuilder(graph, 'product').node('Gemm', ['a', 'b'], { transB: 1 }, 'out');
  return writeModel(createModel(graph, 'nominal'));
}

function minimaModel(): Uint8Array {
  const graph = productGraph();
  graph.input.push(createTensorInfo('grouping', TensorProto_DataType.INT64, [3]));
  const builder = new GraphBuilder(graph, 'minima');
  const product = builder.node('Gemm', ['a', 'b'], { transB: 1 });
  const grouped = builder.node('Reshape', [product, 'grouping']);
  builder.node('ReduceMin', [grouped], { axes: [2], keepdims: 0 }, 'out');
  return writeModel(createModel(graph, 'nominal'));
}

/** A scan takes one slice after the other, in one call, so only the product of one slice is held. */
function integerMinimaModel(): Uint8Array {
  const { UINT8, INT8, INT32, INT64 } = TensorProto_DataType;
  const ofSlice = create(GraphProtoSchema, {
    name: 'ofSlice',
    input: [createTensorInfo('slice', INT8, ['k', 'n'])],
    output: [createTensorInfo('minima', INT32, ['m', 'groups'])],
  });
  const body = new GraphBuilder(ofSlice, 'ofSlice');
  const middle = body.constant([], Uint8Array.of(128));
  const product = body.node('MatMulInteger', ['a', 'slice', middle]);
  const grouped = body.node('Reshape', [product, 'grouping']);
  body.node('ReduceMin', [grouped], { axes: [1], keepdims: 0 }, 'minima');
  const graph = create(GraphProtoSchema, {
    name: 'integerMinima',
    input: [
      createTensorInfo('a', UINT8, ['m', 'k']),
      createTensorInfo('b', INT8, ['slices', 'k', 'n']),
      createTensorInfo('grouping', INT64, [3]),
    ],
    output: [createTensorInfo('out', INT32, ['slices', 'm', 'groups'])],
  });
  const scan = { num_scan_inputs: 1, body: { graph: ofSlice } };
  new GraphBuilder(graph, 'integerMinima').node('Scan', ['b'], scan, 'out');
  return writeModel(createModel(graph, 'nominal'));
}

function productGraph(): GraphProto {
  const { FLOAT } = TensorProto_DataType;
  return create(GraphProtoSchema, {
    name: 'product',
    input: [createTensorInfo('a', FLOAT, ['m', 'k']), createTensorInfo('b', FLOAT, ['n', 'k'])],
    output: [createTensorInfo('out', FLOAT, ['m', 'columns'])],
  });
}

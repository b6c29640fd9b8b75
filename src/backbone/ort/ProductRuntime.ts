import { create } from '@bufbuild/protobuf';
import { createOrtSession } from './createOrtSession.ts';
import { type InferenceSession, Tensor } from './onnxRuntime.ts';
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
  type Matrix,
  type MatrixProduct,
  type MatrixProducts,
} from '../../core/tensor/index.ts';

/** Matrix products on ONNX Runtime's CPU kernels. */
export class ProductRuntime implements MatrixProducts {
  readonly #products: InferenceSession;
  readonly #minima: InferenceSession;

  private constructor(products: InferenceSession, minima: InferenceSession) {
    this.#products = products;
    this.#minima = minima;
  }

  /** @param threads number of threads that one product may use. */
  static async open(threads: number): Promise<ProductRuntime> {
    const session = (model: Uint8Array) => createOrtSession(model, 'the matrix product', threads);
    return new ProductRuntime(await session(productModel()), await session(minimaModel()));
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

  /** Frees the runtime's memory. */
  async close(): Promise<void> {
    await this.#products.release();
    await this.#minima.release();
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
  await session.run(
    { a: input(a), b: input(b), ...more },
    { out: new Tensor('float32', out.subarray(0, size), [a.rows, columns]) },
  );
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

function productGraph(): GraphProto {
  const { FLOAT } = TensorProto_DataType;
  return create(GraphProtoSchema, {
    name: 'product',
    input: [createTensorInfo('a', FLOAT, ['m', 'k']), createTensorInfo('b', FLOAT, ['n', 'k'])],
    output: [createTensorInfo('out', FLOAT, ['m', 'columns'])],
  });
}

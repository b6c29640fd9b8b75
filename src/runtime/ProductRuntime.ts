import { create } from '@bufbuild/protobuf';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { createOrtSession } from '../backbone/createOrtSession.ts';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../backbone/onnx/index.ts';
import type { MatrixProduct } from '../core/tensor/index.ts';

/** Matrix products on ONNX Runtime's CPU kernels. */
export class ProductRuntime {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** @param threads that one product may use. */
  static async open(threads: number): Promise<ProductRuntime> {
    const session = await createOrtSession(productModel(), 'the matrix product', threads);
    return new ProductRuntime(session);
  }

  /** `a · bᵀ`, written into the caller's array without a copy. */
  readonly product: MatrixProduct = async (a, b, out) => {
    if (a.columns !== b.columns) {
      throw new RangeError(`inner sizes differ: ${a.columns} and ${b.columns}`);
    }
    const size = a.rows * b.rows;
    if (out.length < size) throw new RangeError('the output is too small for the product');
    if (size === 0) return;
    await this.#session.run(
      {
        a: new Tensor('float32', a.data, [a.rows, a.columns]),
        b: new Tensor('float32', b.data, [b.rows, b.columns]),
      },
      { c: new Tensor('float32', out.subarray(0, size), [a.rows, b.rows]) },
    );
  };

  /** Lets the runtime's memory go. */
  async close(): Promise<void> {
    await this.#session.release();
  }
}

function productModel(): Uint8Array {
  const { FLOAT } = TensorProto_DataType;
  const graph = create(GraphProtoSchema, {
    name: 'product',
    input: [createTensorInfo('a', FLOAT, ['m', 'k']), createTensorInfo('b', FLOAT, ['n', 'k'])],
    output: [createTensorInfo('c', FLOAT, ['m', 'n'])],
  });
  new GraphBuilder(graph, 'product').node('Gemm', ['a', 'b'], { transB: 1 }, 'c');
  return writeModel(createModel(graph, 'nominal'));
}

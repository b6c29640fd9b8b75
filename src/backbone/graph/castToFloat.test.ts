import { create } from '@bufbuild/protobuf';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  type OnnxModel,
  TensorProto_DataType,
  writeModel,
} from '../onnx/index.ts';
import { cutTrunk } from '../importers/onnx/cutTrunk.ts';
import { castToFloat } from './castToFloat.ts';

const { FLOAT, FLOAT16, BFLOAT16, DOUBLE, UINT8 } = TensorProto_DataType;

/** x → [Cast →] Relu ("inner") → Cast ("tap"), of the types that are given. */
function network(input: TensorProto_DataType, tap: TensorProto_DataType): OnnxModel {
  const builder = new GraphBuilder(create(GraphProtoSchema, { name: 'g' }), 'n');
  const { graph } = builder;
  graph.input = [createTensorInfo('x', input, [1, 3, 2, 2])];
  builder.node('Cast', ['x'], { to: FLOAT }, 'given');
  builder.node('Relu', ['given'], {}, 'inner');
  builder.node('Cast', ['inner'], { to: tap }, 'tap');
  graph.output = [createTensorInfo('tap', tap, [1, 3, 2, 2])];
  return createModel(graph, 'test');
}

const values = Float32Array.from({ length: 12 }, (_, i) => i / 4 - 1);

async function run(model: OnnxModel): Promise<ort.Tensor> {
  const session = await ort.InferenceSession.create(writeModel(model), { logSeverityLevel: 3 });
  try {
    const x = new ort.Tensor('float32', values, [1, 3, 2, 2]);
    return (await session.run({ x })).tap;
  } finally {
    await session.release();
  }
}

describe('a network of other floats', () => {
  it.each([
    ['float16 in and out', FLOAT16, FLOAT16],
    ['float16 in', FLOAT16, FLOAT],
    ['float64 in and out', DOUBLE, DOUBLE],
    ['bfloat16 out', FLOAT, BFLOAT16],
    ['bfloat16 in and out', BFLOAT16, BFLOAT16],
  ])(
    'with %s takes and gives float32 once it is cut, and once more where it is used',
    async (_name, input, tap) => {
      const { model } = cutTrunk(network(input, tap), ['tap'], 'net.onnx');
      for (let times = 0; times < 2; times++) {
        const { type, data } = await run(model);
        expect(type).toBe('float32');
        // These values are whole in every one of the types.
        expect(data).toEqual(values.map((value) => Math.max(0, value)));
        castToFloat(model.graph, ['tap']);
      }
    },
  );

  it('is left as it is where all is float32', () => {
    const { model } = cutTrunk(network(FLOAT, FLOAT), ['tap'], 'net.onnx');
    expect(model.graph.node.map(({ opType }) => opType)).toEqual(['Cast', 'Relu', 'Cast']);
  });

  it('is refused by the name of its input and of the type that it wants, where that is no float', () => {
    expect(() => cutTrunk(network(UINT8, FLOAT), ['tap'], 'net.onnx')).toThrow(
      /the input x .*uint8/,
    );
  });
});

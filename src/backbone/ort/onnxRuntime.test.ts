import { create } from '@bufbuild/protobuf';
import * as other from 'onnxruntime-node';
import { afterEach, expect, it, vi } from 'vitest';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../onnx/index.ts';
import { loadOnnxRuntime, Tensor } from './onnxRuntime.ts';

afterEach(() => vi.unstubAllGlobals());

/** y = -x. */
function negation(): Uint8Array {
  const { FLOAT } = TensorProto_DataType;
  const graph = create(GraphProtoSchema, {
    name: 'negation',
    input: [createTensorInfo('x', FLOAT, [2])],
    output: [createTensorInfo('y', FLOAT, [2])],
  });
  new GraphBuilder(graph, 'negation').node('Neg', ['x'], {}, 'y');
  return writeModel(createModel(graph, 'nominal'));
}

it('says where ONNX Runtime has builds if it has none for this machine', () => {
  vi.stubGlobal('process', { ...process, platform: 'darwin', arch: 'x64' });
  expect(loadOnnxRuntime).toThrow(
    expect.objectContaining({
      code: 'DEVICE_UNAVAILABLE',
      message: expect.stringMatching(/Apple silicon.*darwin on x64/s) as string,
    }),
  );
});

it('runs beside the binding that a program has of its own', async () => {
  const results: number[][] = [];
  for (const [runtime, tensor] of [
    [other, other.Tensor],
    [loadOnnxRuntime(), Tensor],
  ] as const) {
    const session = await runtime.InferenceSession.create(negation());
    const { y } = await session.run({ x: new tensor('float32', Float32Array.of(1, 2), [2]) });
    results.push([...(y.data as Float32Array)]);
    await session.release();
  }
  expect(results).toEqual([
    [-1, -2],
    [-1, -2],
  ]);
});

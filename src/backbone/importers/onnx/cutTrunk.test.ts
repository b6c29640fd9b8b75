import { create } from '@bufbuild/protobuf';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  type OnnxModel,
  TensorProto_DataType,
  writeModelFile,
} from '../../onnx/index.ts';
import { cutTrunk } from './cutTrunk.ts';
import { measureTaps } from './measureTaps.ts';

/** x → Conv (tensor "inner") → Relu → MaxPool ("pooled") → ReduceMean ("scores"), of a fixed size. */
function network(): OnnxModel {
  const builder = new GraphBuilder(create(GraphProtoSchema, { name: 'g' }), 'n');
  const { graph } = builder;
  const { FLOAT } = TensorProto_DataType;
  graph.input = [createTensorInfo('x', FLOAT, [1, 3, 32, 32])];
  const kernel = builder.float([4, 3, 1, 1], new Float32Array(12).fill(1));
  builder.node('Conv', ['x', kernel], { strides: [2, 2] }, 'inner');
  const pool = { kernel_shape: [2, 2], strides: [2, 2] };
  builder.node('MaxPool', [builder.node('Relu', ['inner'])], pool, 'pooled');
  builder.node('ReduceMean', ['pooled'], { axes: [2, 3], keepdims: 0 }, 'scores');
  graph.valueInfo = [createTensorInfo('pooled', FLOAT, [1, 4, 8, 8])];
  graph.output = [createTensorInfo('scores', FLOAT, [1, 4])];
  return createModel(graph, 'test');
}

async function measured(taps: readonly string[], size: number) {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-cut-'));
  try {
    const path = join(folder, 'model.onnx');
    const trunk = cutTrunk(network(), taps, 'net.onnx');
    await writeModelFile(path, { model: trunk.model, tensors: [] });
    return await measureTaps(path, trunk.input, trunk.taps, size);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('cutTrunk', () => {
  it('makes outputs of tensors inside the graph, at sizes other than the one it was fixed to', async () => {
    expect(await measured(['inner', 'pooled'], 48)).toEqual([
      { name: 'inner', channels: 4, stride: 2 },
      { name: 'pooled', channels: 4, stride: 4 },
    ]);
  });

  it('leaves out what lies behind the deepest tap, and remembers the size', () => {
    const { model, size } = cutTrunk(network(), ['inner'], 'net.onnx');
    expect(model.graph.node.map(({ opType }) => opType)).toEqual(['Conv']);
    expect(size).toBe(32);
  });

  it('refuses a tensor that is not there, and one that does not depend on an image', () => {
    expect(() => cutTrunk(network(), ['outer'], 'net.onnx')).toThrow('outer');
    const other = network();
    const { FLOAT } = TensorProto_DataType;
    other.graph.input = [createTensorInfo('x', FLOAT, [1, 7, 32, 32])];
    expect(() => cutTrunk(other, ['inner'], 'net.onnx')).toThrow('does not read images');
  });

  it('says that a tap is no feature map', async () => {
    await expect(measured(['scores'], 32)).rejects.toMatchObject({
      code: 'BACKBONE_INVALID',
      message: expect.stringContaining('scores'),
    });
  });
});

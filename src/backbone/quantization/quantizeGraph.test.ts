import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../core/random/index.ts';
import { createOrtSession } from '../ort/index.ts';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  type OnnxModel,
  readGraph,
  TensorProto_DataType,
  writeModel,
} from '../onnx/index.ts';
import type { ActivationRanges } from './activationRanges.ts';
import { quantizableTensors } from './quantizableTensors.ts';
import { quantizeGraph } from './quantizeGraph.ts';

const random = new Random(11);
const CHANNELS = 8;

function weights(outputs: number, inputs: number, side: number): Float32Array {
  return Float32Array.from(
    { length: outputs * inputs * side * side },
    () => random.gaussian() / Math.sqrt(inputs * side * side),
  );
}

/** Convolution and rectifier, pooling, and a residual sum with its rectifier: tap `sum_relu`. */
function network(): OnnxModel {
  const { FLOAT } = TensorProto_DataType;
  const graph = create(GraphProtoSchema, {
    name: 'residual',
    input: [createTensorInfo('input', FLOAT, ['n', 3, 'h', 'w'])],
    output: [createTensorInfo('sum_relu', FLOAT, ['n', CHANNELS, 'h2', 'w2'])],
  });
  const builder = new GraphBuilder(graph, 'test');
  const bias = () => builder.float([CHANNELS], weights(CHANNELS, 1, 1));
  const same = { pads: [1, 1, 1, 1] };
  const first = builder.float([CHANNELS, 3, 3, 3], weights(CHANNELS, 3, 3));
  builder.node('Conv', ['input', first, bias()], same, 'conv');
  builder.node('Relu', ['conv'], {}, 'relu');
  builder.node('MaxPool', ['relu'], { kernel_shape: [2, 2], strides: [2, 2] }, 'pool');
  const second = builder.float([CHANNELS, CHANNELS, 3, 3], weights(CHANNELS, CHANNELS, 3));
  builder.node('Conv', ['pool', second, bias()], same, 'branch');
  builder.node('Add', ['branch', 'pool'], {}, 'sum');
  builder.node('Relu', ['sum'], {}, 'sum_relu');
  return createModel(graph, 'test');
}

describe('quantizing a network to 8 bits', () => {
  let folder: string;
  let path: string;
  let ranges: ActivationRanges;
  const input = Float32Array.from({ length: 3 * 12 * 16 }, () => random.gaussian());

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-int8-'));
    path = join(folder, 'model.onnx');
    await writeFile(path, writeModel(network()));
    const model = await readGraph(path);
    const names = quantizableTensors(model.graph).tensors.filter((name) => name !== 'input');
    for (const name of names) {
      const dims = [`n_${name}`, CHANNELS, `h_${name}`, `w_${name}`];
      model.graph.output.push(createTensorInfo(name, TensorProto_DataType.FLOAT, dims));
    }
    const outputs = await run(model, names);
    ranges = Object.fromEntries(
      [['input', input] as const, ...names.map((name, i) => [name, outputs[i]] as const)].map(
        ([name, values]) => [name, [Math.min(...values), Math.max(...values)]],
      ),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function run(model: OnnxModel, outputs: readonly string[]): Promise<Float32Array[]> {
    const session = await createOrtSession(writeModel(model), path, 1, folder);
    try {
      const results = await session.run({
        input: new Tensor('float32', input, [1, 3, 12, 16]),
      });
      return outputs.map((name) => results[name].data as Float32Array);
    } finally {
      await session.release();
    }
  }

  it('rounds what convolutions, sums and pooling read and write, behind their rectifiers', () => {
    const { tensors, rectified } = quantizableTensors(network().graph);
    expect(tensors).toEqual(['input', 'relu', 'pool', 'branch', 'sum_relu']);
    expect([...rectified]).toEqual([
      ['conv', 'relu'],
      ['sum', 'sum_relu'],
    ]);
  });

  it('comes within a few steps of 1/255 of what float32 gives', async () => {
    const [exact] = await run(await readGraph(path), ['sum_relu']);
    const rounded = await readGraph(path);
    await quantizeGraph(rounded, ['sum_relu'], ranges, folder);
    const types = rounded.graph.node.map(({ opType }) => opType);
    expect(types).not.toContain('Relu');
    expect(types).toContain('QuantizeLinear');
    const [coarse] = await run(rounded, ['sum_relu']);
    const step = (Math.max(...exact) - Math.min(...exact)) / 255;
    let largest = 0;
    for (const [i, value] of exact.entries()) {
      largest = Math.max(largest, Math.abs(value - coarse[i]));
    }
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(6 * step);
    expect(Math.min(...coarse)).toBe(0);
  });

  it('refuses ranges that lack a tensor, by its name', async () => {
    const { branch, ...others } = ranges;
    expect(branch).toBeDefined();
    const model = await readGraph(path);
    await expect(quantizeGraph(model, ['sum_relu'], others, folder)).rejects.toMatchObject({
      code: 'BACKBONE_INVALID',
      message: expect.stringContaining('branch'),
    });
  });

  it('refuses an operator set that cannot round by channel', async () => {
    const model = await readGraph(path);
    model.opsetImport[0].version = 12n;
    await expect(quantizeGraph(model, ['sum_relu'], ranges, folder)).rejects.toMatchObject({
      code: 'BACKBONE_INVALID',
    });
  });
});

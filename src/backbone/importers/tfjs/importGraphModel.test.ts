import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { writeModel } from '../../onnx/index.ts';
import { importGraphModel } from './importGraphModel.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

interface Step {
  readonly op: string;
  readonly attr?: Record<string, unknown>;
  readonly weights?: { shape: number[]; values: number[] }[];
}

/** A chain of operations `s0`, `s1`, … on `x`, each with its weights as further inputs. */
function chain(steps: readonly Step[]) {
  const node: unknown[] = [{ name: 'x', op: 'Placeholder' }];
  const weights: { name: string; shape: number[]; dtype: string }[] = [];
  const values: number[] = [];
  for (const [index, step] of steps.entries()) {
    const names = (step.weights ?? []).map((weight, k) => {
      const name = `w${index}_${k}`;
      weights.push({ name, shape: weight.shape, dtype: 'float32' });
      values.push(...weight.values);
      node.push({ name, op: 'Const' });
      return name;
    });
    const previous = index === 0 ? 'x' : `s${index - 1}`;
    node.push({ name: `s${index}`, op: step.op, input: [previous, ...names], attr: step.attr });
  }
  const shards = new Map([['bin', new Uint8Array(Float32Array.from(values).buffer)]]);
  return {
    json: { modelTopology: { node }, weightsManifest: [{ paths: ['bin'], weights }] },
    shards,
  };
}

async function run(steps: readonly Step[], dims: number[], values: number[]) {
  const { json, shards } = chain(steps);
  const taps = { tap: `s${steps.length - 1}` };
  const trunk = importGraphModel(json, shards, { input: 'x', inputChannels: dims[1], taps });
  const session = await ort.InferenceSession.create(writeModel(trunk.model));
  const input = new ort.Tensor('float32', Float32Array.from(values), dims);
  const { tap } = await session.run({ input });
  await session.release();
  expect(tap.dims[1]).toBe(trunk.channels.tap);
  return { dims: tap.dims, values: Array.from(tap.data, Number) };
}

const window = (stride: number, padding: string, fused: string[] = []) => ({
  strides: { list: { i: ['1', String(stride), String(stride), '1'] } },
  padding: { s: base64(padding) },
  fused_ops: { list: { s: fused.map(base64) } },
});

describe('importGraphModel', () => {
  it('puts the odd cell of SAME padding at the end, depending on the size of the input', async () => {
    // 1 x 3 kernel (1, 10, 100), stride 2. Even width 4: one cell, at the end. Odd width 3: one on each side.
    const attr = window(2, 'SAME');
    const step = { op: 'Conv2D', attr, weights: [{ shape: [1, 3, 1, 1], values: [1, 10, 100] }] };
    expect((await run([step], [1, 1, 1, 4], [1, 2, 3, 4])).values).toEqual([321, 43]);
    expect((await run([step], [1, 1, 1, 3], [1, 2, 3])).values).toEqual([210, 32]);
  });

  it('reorders the kernel, adds the bias and clips at six', async () => {
    // 1 x 1 kernel from channels (a, b) to (a + 2b, 3a + 4b), bias (0, -10).
    const weights = [
      { shape: [1, 1, 2, 2], values: [1, 3, 2, 4] },
      { shape: [2], values: [0, -10] },
    ];
    const attr = window(1, 'SAME', ['BiasAdd', 'Relu6']);
    const step = { op: '_FusedConv2D', attr, weights };
    // Cells (a, b): (1, 1) -> (3, -3 -> 0), (4, 1) -> (6, 6), (3, 4) -> (11 -> 6, 15 -> 6).
    expect((await run([step], [1, 2, 1, 3], [1, 4, 3, 1, 1, 4])).values).toEqual([
      3, 6, 6, 0, 6, 6,
    ]);
  });

  it('keeps the channels of a depthwise convolution apart, multiplier outputs each', async () => {
    const weights = [{ shape: [1, 1, 2, 2], values: [1, 10, 100, 1000] }];
    const step = { op: 'DepthwiseConv2dNative', attr: window(1, 'VALID'), weights };
    expect(await run([step], [1, 2, 1, 1], [2, 3])).toEqual({
      dims: [1, 4, 1, 1],
      values: [2, 20, 300, 3000],
    });
  });

  it('applies constants per channel', async () => {
    const steps = [
      { op: 'Mul', weights: [{ shape: [1, 1, 1, 2], values: [2, 3] }] },
      { op: 'AddV2', weights: [{ shape: [], values: [1] }] },
    ];
    expect((await run(steps, [1, 2, 1, 1], [5, 7])).values).toEqual([11, 22]);
  });

  it('names an operation that it does not support', () => {
    const { json, shards } = chain([{ op: 'ArgMax' }]);
    const cut = { input: 'x', inputChannels: 3, taps: { tap: 's0' } };
    expect(() => importGraphModel(json, shards, cut)).toThrow(
      expect.objectContaining({
        code: 'BACKBONE_INVALID',
        message: expect.stringContaining('ArgMax (s0)'),
      }),
    );
  });

  it('names a tensor that the graph has not', () => {
    const { json, shards } = chain([{ op: 'Relu' }]);
    const cut = { input: 'x', inputChannels: 3, taps: { tap: 'nowhere' } };
    expect(() => importGraphModel(json, shards, cut)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('nowhere') }),
    );
  });

  it('refuses JSON that is not a graph model', () => {
    const cut = { input: 'x', inputChannels: 3, taps: { tap: 's0' } };
    expect(() => importGraphModel({ format: 'layers-model' }, new Map(), cut)).toThrow(
      expect.objectContaining({ code: 'BACKBONE_INVALID' }),
    );
  });

  it('refuses strides that are no whole numbers', () => {
    const strides = { list: { i: ['1', 'two', '2', '1'] } };
    const attr = { ...window(2, 'SAME'), strides };
    const step = { op: 'Conv2D', attr, weights: [{ shape: [1, 3, 1, 1], values: [1, 10, 100] }] };
    const { json, shards } = chain([step]);
    const cut = { input: 'x', inputChannels: 1, taps: { tap: 's0' } };
    expect(() => importGraphModel(json, shards, cut)).toThrow('whole numbers');
  });

  it('reads a graph that is deeper than the stack', () => {
    const depth = 20_000;
    const { json, shards } = chain(Array.from({ length: depth }, () => ({ op: 'Relu' })));
    const taps = { tap: `s${depth - 1}` };
    const trunk = importGraphModel(json, shards, { input: 'x', inputChannels: 3, taps });
    expect(trunk.model.graph?.node).toHaveLength(depth);
    expect(trunk.channels.tap).toBe(3);
  });
});

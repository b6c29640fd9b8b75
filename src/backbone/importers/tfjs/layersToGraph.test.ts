import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { writeModel } from '../../onnx/index.ts';
import { importGraphModel } from './importGraphModel.ts';
import { isLayersModel, layersToGraph } from './layersToGraph.ts';

interface TestLayer {
  readonly type: string;
  readonly config?: Record<string, unknown>;
  readonly weights?: Record<string, { shape: number[]; values: number[] }>;
  readonly inputs?: readonly string[];
}

/** A functional layers model; layers are called l0, l1, … and feed the next one unless said otherwise. */
function layersModel(layers: readonly TestLayer[]) {
  const weights: { name: string; shape: number[]; dtype: string }[] = [];
  const values: number[] = [];
  const described = layers.map(({ type, config = {}, weights: own = {}, inputs }, index) => {
    for (const [name, weight] of Object.entries(own)) {
      weights.push({ name: `l${index}/${name}`, shape: weight.shape, dtype: 'float32' });
      values.push(...weight.values);
    }
    const from = inputs ?? (index === 0 ? [] : [`l${index - 1}`]);
    return {
      class_name: type,
      name: `l${index}`,
      config,
      inbound_nodes: from.length === 0 ? [] : [from.map((name) => [name, 0, 0, {}])],
    };
  });
  const model_config = { class_name: 'Functional', config: { layers: described } };
  const json = {
    format: 'layers-model',
    modelTopology: { model_config },
    weightsManifest: [{ paths: ['bin'], weights }],
  };
  return { json, shards: new Map([['bin', new Uint8Array(Float32Array.from(values).buffer)]]) };
}

async function run(layers: readonly TestLayer[], dims: number[], values: number[]) {
  const { json, shards } = layersModel([{ type: 'InputLayer' }, ...layers]);
  expect(isLayersModel(json)).toBe(true);
  const cut = { input: 'l0', inputChannels: dims[1], taps: { tap: `l${layers.length}` } };
  const trunk = importGraphModel(layersToGraph(json), shards, cut);
  const session = await ort.InferenceSession.create(writeModel(trunk.model));
  const input = new ort.Tensor('float32', Float32Array.from(values), dims);
  const { tap } = await session.run({ input });
  await session.release();
  expect(tap.dims[1]).toBe(trunk.channels.tap);
  return Array.from(tap.data, Number);
}

const kernel = { kernel: { shape: [1, 2, 1, 1], values: [1, 10] } };
const window = { strides: [1, 1], padding: 'valid', data_format: 'channels_last' };

describe('layersToGraph', () => {
  it('runs a convolution with bias and activation', async () => {
    const bias = { bias: { shape: [1], values: [-25] } };
    const layer = {
      type: 'Conv2D',
      config: { ...window, activation: 'relu' },
      weights: { ...kernel, ...bias },
    };
    // 1 + 20 − 25, 2 + 30 − 25; below zero becomes zero.
    expect(await run([layer], [1, 1, 1, 3], [1, 2, 3])).toEqual([0, 7]);
  });

  it('pads a stride as Keras does, at the end', async () => {
    const config = { ...window, strides: [1, 2], padding: 'same' };
    expect(
      await run([{ type: 'Conv2D', config, weights: kernel }], [1, 1, 1, 4], [1, 2, 3, 4]),
    ).toEqual([21, 43]);
  });

  it('normalizes by γ (x − μ) / √(σ² + ε) + β', async () => {
    const value = (number: number) => ({ shape: [1], values: [number] });
    const weights = {
      gamma: value(3),
      beta: value(1),
      moving_mean: value(2),
      moving_variance: value(3),
    };
    const layer = { type: 'BatchNormalization', config: { epsilon: 1 }, weights };
    expect(await run([layer], [1, 1, 1, 2], [2, 4])).toEqual([1, 4]);
  });

  it('filters by depth and mixes after it, as SeparableConv2D does', async () => {
    const weights = {
      depthwise_kernel: { shape: [1, 1, 2, 1], values: [2, 3] },
      pointwise_kernel: { shape: [1, 1, 2, 1], values: [1, 100] },
    };
    const layer = { type: 'SeparableConv2D', config: window, weights };
    expect(await run([layer], [1, 2, 1, 1], [5, 7])).toEqual([10 + 2100]);
  });

  it('adds, multiplies and joins branches, pads with zeros, clips at 6 and pools', async () => {
    const add = [
      { type: 'ReLU', config: { max_value: 6 } },
      { type: 'Add', inputs: ['l0', 'l1', 'l0'] },
    ];
    expect(await run(add, [1, 1, 1, 2], [-1, 9])).toEqual([-2, 24]);
    const join = [
      { type: 'Activation', config: { activation: 'relu' } },
      { type: 'Concatenate', config: { axis: -1 }, inputs: ['l0', 'l1'] },
    ];
    expect(await run(join, [1, 1, 1, 2], [-1, 9])).toEqual([-1, 9, 0, 9]);
    const pad = [
      {
        type: 'ZeroPadding2D',
        config: {
          padding: [
            [0, 0],
            [1, 0],
          ],
        },
      },
      { type: 'Dropout', config: { rate: 0.5 } },
      { type: 'MaxPooling2D', config: { ...window, pool_size: [1, 2], strides: [1, 1] } },
    ];
    expect(await run(pad, [1, 1, 1, 2], [-1, -9])).toEqual([0, -1]);
  });

  it('names a layer that is not supported if a tap needs it, and only then', async () => {
    const layers = [{ type: 'Dropout' }, { type: 'Lambda' }];
    await expect(run(layers, [1, 1, 1, 1], [1])).rejects.toThrow('Lambda');
    const { json, shards } = layersModel([{ type: 'InputLayer' }, ...layers]);
    const cut = { input: 'l0', inputChannels: 1, taps: { tap: 'l1' } };
    expect(importGraphModel(layersToGraph(json), shards, cut).channels).toEqual({ tap: 1 });
  });

  it('knows what is no layers model', () => {
    expect(isLayersModel({ modelTopology: { node: [] } })).toBe(false);
    expect(() => layersToGraph({})).toThrow('not a TensorFlow.js layers model');
  });
});

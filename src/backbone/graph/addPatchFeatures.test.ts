import { create } from '@bufbuild/protobuf';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createPoolingPlan, type PoolingOptions, patchFeatures } from '../../core/patches/index.ts';
import { Random } from '../../core/random/index.ts';
import { FeatureMap } from '../../core/tensor/index.ts';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../onnx/index.ts';
import { addPatchFeatures } from './addPatchFeatures.ts';

/** A trunk whose taps are its inputs, with a branch that no tap needs. */
function trunkOf(taps: number) {
  const builder = new GraphBuilder(create(GraphProtoSchema, { name: 'test' }), 'test');
  for (let tap = 0; tap < taps; tap++) {
    const dims = ['batch', `c${tap}`, `h${tap}`, `w${tap}`];
    const info = createTensorInfo(`input${tap}`, TensorProto_DataType.FLOAT, dims);
    builder.graph.input.push(info);
    builder.node('Identity', [`input${tap}`], {}, `tap${tap}`);
  }
  builder.node('Add', ['tap0', builder.float([1], Float32Array.of(1))], {}, 'unused');
  return createModel(builder.graph, 'test');
}

function randomMaps(shapes: readonly (readonly [number, number, number])[], seed: number) {
  const random = new Random(seed);
  return shapes.map(([channels, height, width]) => {
    const data = Float32Array.from({ length: channels * height * width }, () => random.gaussian());
    return new FeatureMap(channels, height, width, data);
  });
}

async function runGraph(batch: readonly FeatureMap[][], options: PoolingOptions) {
  const taps = batch[0].map((_, tap) => `tap${tap}`);
  const plan = createPoolingPlan(
    batch[0].map((map) => map.channels),
    options,
  );
  const model = addPatchFeatures(trunkOf(taps.length), taps, plan);
  const session = await ort.InferenceSession.create(writeModel(model));
  const feeds = Object.fromEntries(
    batch[0].map(({ channels, height, width }, tap) => {
      const data = Float32Array.from(batch.flatMap((maps) => Array.from(maps[tap].data)));
      const dims = [batch.length, channels, height, width];
      return [`input${tap}`, new ort.Tensor('float32', data, dims)];
    }),
  );
  const outputs = await session.run(feeds);
  await session.release();
  return { features: outputs.patch_features, gridSize: outputs.grid_size };
}

describe('addPatchFeatures', () => {
  it.each<[string, [number, number, number][], PoolingOptions]>([
    [
      'the default taps',
      [
        [192, 7, 5],
        [384, 4, 3],
      ],
      {},
    ],
    [
      'three taps',
      [
        [24, 6, 6],
        [48, 3, 3],
        [96, 3, 3],
      ],
      { tapDimension: 64, patchDimension: 96 },
    ],
    ['one tap', [[8, 4, 5]], { tapDimension: 32, patchDimension: 16 }],
    [
      'columns shared by taps',
      [
        [10, 5, 4],
        [14, 3, 2],
      ],
      { tapDimension: 20, patchDimension: 33 },
    ],
    [
      'many channels per column',
      [
        [64, 5, 4],
        [96, 3, 2],
      ],
      { tapDimension: 64, patchDimension: 8 },
    ],
    [
      'more columns than values',
      [
        [1, 3, 3],
        [2, 2, 2],
      ],
      { tapDimension: 40, patchDimension: 90 },
    ],
    [
      'a single cell as neighborhood',
      [
        [8, 4, 4],
        [16, 2, 2],
      ],
      { neighborhood: 1 },
    ],
    [
      'a wide neighborhood',
      [
        [8, 6, 7],
        [12, 3, 4],
      ],
      { neighborhood: 5, patchDimension: 64 },
    ],
    [
      'average pooling',
      [
        [5, 7, 6],
        [9, 4, 3],
      ],
      { pooling: 'average' },
    ],
    [
      'a deeper tap with the larger grid',
      [
        [4, 3, 3],
        [6, 5, 5],
      ],
      { pooling: 'average' },
    ],
  ])('gives the patch features of core: %s', async (_, shapes, options) => {
    const batch = [randomMaps(shapes, 1), randomMaps(shapes, 2)];
    const { features, gridSize } = await runGraph(batch, options);
    expect(Array.from(gridSize.data, Number)).toEqual(shapes[0].slice(1));
    const expected = batch.map((maps) => patchFeatures(maps, options));
    expect(features.dims).toEqual([2, expected[0].rows, expected[0].columns]);
    const all = expected.flatMap((matrix) => Array.from(matrix.data));
    let worst = 0;
    for (const [i, value] of all.entries()) {
      worst = Math.max(worst, Math.abs(value - Number(features.data[i])));
    }
    expect(worst).toBeLessThan(1e-5);
  });

  it('removes what the taps do not need', () => {
    const model = addPatchFeatures(trunkOf(2), ['tap1'], createPoolingPlan([4]));
    const outputs = model.graph.node.flatMap((node) => node.output);
    expect(outputs).toContain('tap1');
    expect(outputs).not.toContain('unused');
    expect(outputs).not.toContain('tap0');
  });

  it('names a tap that the graph has not', () => {
    const plan = createPoolingPlan([4]);
    expect(() => addPatchFeatures(trunkOf(1), ['tap9'], plan)).toThrow(
      expect.objectContaining({ code: 'BACKBONE_INVALID', details: { tap: 'tap9' } }),
    );
  });

  it('raises operator set 11, as long as no operator means something else since', () => {
    const trunk = trunkOf(1);
    trunk.opsetImport[0].version = 11n;
    const plan = createPoolingPlan([4]);
    expect(addPatchFeatures(trunk, ['tap0'], plan).opsetImport[0].version).toBe(13n);
    const squeezed = trunkOf(1);
    squeezed.opsetImport[0].version = 12n;
    squeezed.graph.node[0].opType = 'Squeeze';
    expect(() => addPatchFeatures(squeezed, ['tap0'], plan)).toThrow('Squeeze');
  });

  it('refuses an operator set without a bilinear Resize to a given size', () => {
    const trunk = trunkOf(1);
    trunk.opsetImport[0].version = 10n;
    expect(() => addPatchFeatures(trunk, ['tap0'], createPoolingPlan([4]))).toThrow(
      expect.objectContaining({ code: 'BACKBONE_INVALID' }),
    );
  });
});

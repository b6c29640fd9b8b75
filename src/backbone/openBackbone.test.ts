import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Normalization, normalize } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from './onnx/index.ts';
import { membersOf, openBackbone } from './openBackbone.ts';

const imagenet = {
  color: 'RGB',
  range: [0, 1],
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;
const caffe = { color: 'BGR', range: [0, 255], mean: [104, 117, 123], std: [1, 2, 3] } as const;

/** A network of one random convolution, which is its tap. */
async function writeNetwork(
  folder: string,
  name: string,
  stride: number,
  input: Partial<Normalization> & { readonly multipleOf?: number },
  inputName: string,
) {
  const builder = new GraphBuilder(create(GraphProtoSchema, { name: 'g' }), 'n');
  const { FLOAT } = TensorProto_DataType;
  const random = new Random(stride);
  const kernel = Float32Array.from({ length: 4 * 3 * stride * stride }, () => random.gaussian());
  builder.graph.input = [createTensorInfo(inputName, FLOAT, ['n', 3, 'h', 'w'])];
  builder.node(
    'Conv',
    [inputName, builder.float([4, 3, stride, stride], kernel)],
    { kernel_shape: [stride, stride], strides: [stride, stride] },
    'tap',
  );
  builder.graph.output = [createTensorInfo('tap', FLOAT, ['n', 4, 'a', 'b'])];
  const bytes = writeModel(createModel(builder.graph, 'test'));
  const manifest = {
    name,
    description: '',
    input: { name: inputName, layout: 'NCHW', ...imagenet, size: 32, ...input },
    taps: [{ name: 'tap', channels: 4, stride }],
    license: 'MIT',
    source: 'made up',
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, 'model.onnx'), bytes);
  await writeFile(join(path, 'manifest.json'), JSON.stringify(manifest));
  return path;
}

describe('openBackbone', () => {
  let folder: string;
  let fine: string;
  let coarse: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-ensemble-'));
    fine = await writeNetwork(folder, 'fine', 4, {}, 'x');
    coarse = await writeNetwork(folder, 'coarse', 8, caffe, 'y');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const random = new Random(9);
  const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, () => random.integer(256));
  const image = { height: 32, width: 32, data: pixels };
  const tensorFor = (how: Parameters<typeof normalize>[1]) => {
    const out = new Float32Array(3 * 32 * 32);
    normalize(image, how, out);
    return out;
  };

  it('puts the features of both networks side by side, each fed as it wants to be, on the first one’s grid', async () => {
    const options = { pooling: 'average' } as const;
    const both = await openBackbone({ backbone: `${fine}+${coarse}`, ...options });
    const first = await openBackbone({ backbone: fine, ...options });
    const second = await openBackbone({ backbone: coarse, ...options });
    const { features, gridHeight, gridWidth } = await both.extract(tensorFor(imagenet), 1, 32, 32);
    const own = await first.extract(tensorFor(imagenet), 1, 32, 32);
    const other = await second.extract(tensorFor(caffe), 1, 32, 32);
    expect([gridHeight, gridWidth, features.rows, features.columns]).toEqual([8, 8, 64, 8]);
    expect(both.taps).toEqual(['fine:tap', 'coarse:tap']);
    expect(both.manifest.name).toBe('fine+coarse');
    for (let row = 0; row < 64; row++) {
      expect(features.row(row).subarray(0, 4)).toEqual(own.features.row(row));
    }
    // The coarse grid of 4 x 4 is brought to 8 x 8: the outermost cells keep their values.
    const largest = Math.max(...other.features.data.map(Math.abs));
    for (const [row, from] of [
      [0, 0],
      [7, 3],
      [63, 15],
    ]) {
      const received = features.row(row).subarray(4);
      for (const [i, value] of other.features.row(from).entries()) {
        expect(Math.abs(received[i] - value) / largest).toBeLessThan(1e-5);
      }
    }
    for (const session of [both, first, second]) await session.close();
  });

  it.each(['average', 'adaptive'] as const)('scales each tap: %s', async (pooling) => {
    const options = { backbone: `${fine}+${coarse}`, pooling, patchDimension: 16 };
    const plain = await openBackbone(options);
    const scaled = await openBackbone({ ...options, tapScales: [2, 0.5] });
    const [a, b] = await Promise.all(
      [plain, scaled].map((session) => session.extract(tensorFor(imagenet), 1, 32, 32)),
    );
    const [{ columns }] = plain.parts;
    for (const [i, value] of a.features.data.entries()) {
      const factor = i % a.features.columns < columns ? 2 : 0.5;
      expect(b.features.data[i]).toBeCloseTo(factor * value, 3);
    }
    await plain.close();
    await scaled.close();
  });

  it('tells ensembles apart by their networks and their order', async () => {
    const sums = new Set<string>();
    for (const backbone of [`${fine}+${coarse}`, `${coarse}+${fine}`, fine]) {
      const session = await openBackbone({ backbone });
      sums.add(session.sha256);
      await session.close();
    }
    expect(sums.size).toBe(3);
  });

  it('takes taps by the name of their network, and refuses those of none', async () => {
    const backbone = `${fine}+${coarse}`;
    const session = await openBackbone({ backbone, taps: ['coarse:tap', 'fine:tap'] });
    expect(session.taps).toEqual(['fine:tap', 'coarse:tap']);
    await session.close();
    for (const taps of [['tap'], ['fine:tap'], ['fine:tap', 'coarse:none']]) {
      await expect(openBackbone({ backbone, taps })).rejects.toMatchObject({
        name: 'NominalError',
        message: expect.stringMatching(/coarse|whose|none/),
      });
    }
    await expect(openBackbone({ backbone: `${fine}+${fine}` })).rejects.toThrow('twice');
    await expect(openBackbone({ backbone, tapScales: [1] })).rejects.toThrow('scale');
  });

  it('reads a plus sign as one between names unless a file is called so', async () => {
    expect(membersOf('a + b')).toEqual(['a', 'b']);
    const path = join(folder, 'c++');
    await writeFile(path, await readFile(join(fine, 'manifest.json')));
    expect(membersOf(path)).toEqual([path]);
    expect(membersOf('a+')).toEqual(['a+']);
  });

  it('says that the machine has no such device', async () => {
    await expect(openBackbone({ backbone: fine, device: 'directml' })).rejects.toMatchObject({
      code: 'DEVICE_UNAVAILABLE',
      message: expect.stringContaining('cpu'),
    });
  });

  it('refuses an input that is no multiple of the patch', async () => {
    const path = await writeNetwork(folder, 'patched', 16, { multipleOf: 16 }, 'x');
    const session = await openBackbone({ backbone: path });
    await expect(session.extract(new Float32Array(3 * 40 * 48), 1, 40, 48)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('16'),
    });
    await session.close();
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildBackbone, findDependency } from '../../src/backbone/build/buildBackbone.ts';
import { movenetLightning } from '../../src/backbone/build/movenetLightning.ts';
import { Random } from '../../src/core/random/index.ts';

/** The part of TensorFlow.js that this test uses; the bundle has no types. */
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(data: ArrayLike<number>, shape: number[], type: string): unknown;
  loadGraphModel(handler: { load(): unknown }): Promise<{
    execute(
      inputs: Record<string, unknown>,
      outputs: string[],
    ): { shape: number[]; data(): Promise<Float32Array> }[];
  }>;
}

const dependency = findDependency(movenetLightning.dependency);
const taps = Object.keys(movenetLightning.cut.taps);

async function loadTensorFlow(packageFolder: string) {
  // The bundle is for browsers and has an empty stand-in for node:util. With a window it uses its browser
  // side, and the cpu backend needs nothing more.
  const document = { createElement: () => ({ getContext: () => null }) };
  vi.stubGlobal('window', { document });
  const tf: TensorFlow = await import(join(packageFolder, 'dist/tfjs.esm.js'));
  await tf.setBackend('cpu');
  await tf.ready();
  vi.unstubAllGlobals();
  const path = join(packageFolder, movenetLightning.modelJson);
  const json = JSON.parse(await readFile(path, 'utf8'));
  const bytes = await readFile(path.replace(/\.json$/, '.bin'));
  const model = await tf.loadGraphModel({
    load: () => ({
      modelTopology: json.modelTopology,
      format: json.format,
      weightSpecs: json.weightsManifest[0].weights,
      weightData: Uint8Array.from(bytes).buffer,
    }),
  });
  return { tf, model };
}

/** Largest difference between N × C × H × W and N × H × W × C values, relative to the largest value. */
function worstDifference(nchw: ort.Tensor, shape: readonly number[], nhwc: Float32Array): number {
  const [, height, width, channels] = shape;
  expect(nchw.dims).toEqual([1, channels, height, width]);
  if (!(nchw.data instanceof Float32Array)) throw new TypeError('not float32');
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < nhwc.length; i++) {
    const cell = Math.floor(i / channels);
    const value = nchw.data[(i % channels) * height * width + cell];
    worst = Math.max(worst, Math.abs(value - nhwc[i]));
    largest = Math.max(largest, Math.abs(nhwc[i]));
  }
  return worst / largest;
}

function planes(pixels: ArrayLike<number>, height: number, width: number): Float32Array {
  const area = height * width;
  return Float32Array.from({ length: 3 * area }, (_, i) => {
    return pixels[(i % area) * 3 + Math.floor(i / area)];
  });
}

describe.skipIf(dependency === undefined)(
  'the converted MoveNet trunk against TensorFlow.js (skipped without @vladmandic/human)',
  () => {
    let folder: string;
    let session: ort.InferenceSession;
    let tensorFlow: Awaited<ReturnType<typeof loadTensorFlow>>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-movenet-'));
      await buildBackbone(movenetLightning, dependency, folder);
      session = await ort.InferenceSession.create(join(folder, 'model.onnx'));
      tensorFlow = await loadTensorFlow(dependency ?? '');
    });
    afterAll(async () => {
      await session.release();
      await rm(folder, { recursive: true });
    });

    async function compare(feeds: Record<string, unknown>, input: ort.Tensor): Promise<number[]> {
      const tensors = Object.values(movenetLightning.cut.taps);
      const expected = tensorFlow.model.execute(feeds, tensors);
      const received = await session.run({ input });
      return Promise.all(
        taps.map(async (tap, index) =>
          worstDifference(received[tap], expected[index].shape, await expected[index].data()),
        ),
      );
    }

    it('reads RGB pixels scaled as its manifest says, at the native size', async () => {
      const random = new Random(1);
      const pixels = Int32Array.from({ length: 192 * 192 * 3 }, (_, i) =>
        Math.min(255, random.integer(160) + 40 * (i % 3)),
      );
      const { range, mean, std, color } = movenetLightning.manifest.input;
      expect(color).toBe('RGB');
      const scaled = planes(pixels, 192, 192).map((value, i) => {
        const channel = Math.floor(i / (192 * 192));
        const ranged = range[0] + (value / 255) * (range[1] - range[0]);
        return (ranged - mean[channel]) / std[channel];
      });
      const differences = await compare(
        { input: tensorFlow.tf.tensor(pixels, [1, 192, 192, 3], 'int32') },
        new ort.Tensor('float32', scaled, [1, 3, 192, 192]),
      );
      expect(Math.max(...differences)).toBeLessThan(1e-3);
    });

    it.each([
      [96, 96],
      [97, 131],
      [94, 62],
      [65, 80],
    ])('gives the same taps to 1e-5 at %i x %i', async (height, width) => {
      const random = new Random(2);
      const values = Float32Array.from(
        { length: height * width * 3 },
        () => 2 * random.uniform() - 1,
      );
      const feed = tensorFlow.tf.tensor(values, [1, height, width, 3], 'float32');
      const differences = await compare(
        { [movenetLightning.cut.input]: feed },
        new ort.Tensor('float32', planes(values, height, width), [1, 3, height, width]),
      );
      expect(Math.max(...differences)).toBeLessThan(1e-5);
    });
  },
);

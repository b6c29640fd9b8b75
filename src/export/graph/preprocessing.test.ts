import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createOrtSession } from '../../backbone/ort/index.ts';
import {
  createModel,
  createTensorInfo,
  GraphBuilder,
  GraphProtoSchema,
  TensorProto_DataType,
  writeModel,
} from '../../backbone/onnx/index.ts';
import {
  normalize,
  type PreprocessOptions,
  planPreprocess,
  preprocess,
  RgbImage,
  type Size,
} from '../../core/image/index.ts';
import { Random } from '../../core/random/index.ts';
import { addPreprocessing } from './addPreprocessing.ts';

const normalization = {
  name: 'input',
  layout: 'NCHW' as const,
  color: 'BGR' as const,
  range: [0, 1] as [number, number],
  mean: [0.485, 0.456, 0.406] as [number, number, number],
  std: [0.229, 0.224, 0.225] as [number, number, number],
  size: 224,
};

async function openGraph(options: PreprocessOptions, input: Size, imageSize: Size | null) {
  const graph = create(GraphProtoSchema, {
    name: 'preprocessing',
    input: [
      createTensorInfo('image', TensorProto_DataType.UINT8, [
        'n',
        imageSize?.height ?? 'h',
        imageSize?.width ?? 'w',
        3,
      ]),
    ],
    output: [
      createTensorInfo('x', TensorProto_DataType.FLOAT, ['n', 3, input.height, input.width]),
    ],
  });
  const builder = new GraphBuilder(graph, 'p');
  addPreprocessing(builder, { image: 'image', imageSize, input, options, normalization }, 'x');
  return createOrtSession(writeModel(createModel(graph, 'test')), 'test', 1);
}

function randomImage(seed: number, { height, width }: Size): RgbImage {
  const random = new Random(seed);
  return new RgbImage(
    height,
    width,
    Uint8Array.from({ length: 3 * height * width }, () => random.integer(256)),
  );
}

/** What the library gives the network. */
function expected(image: RgbImage, options: PreprocessOptions): Float32Array {
  const plan = planPreprocess(image, options);
  const out = new Float32Array(3 * plan.input.height * plan.input.width);
  normalize(preprocess(image, plan), normalization, out);
  return out;
}

const side = fc.integer({ min: 8, max: 90 });
const size = fc.record({ height: side, width: side });

describe("the preprocessing of an exported graph gives the bits of the library's", () => {
  it.each<[string, PreprocessOptions, Size]>([
    ['squeezed', { resize: { height: 24, width: 40 }, crop: null }, { height: 24, width: 40 }],
    ['with the aspect kept, cropped', { resize: 31, crop: 24 }, { height: 24, width: 24 }],
    [
      'squeezed and cropped by odd numbers',
      { resize: { height: 37, width: 33 }, crop: { height: 20, width: 30 } },
      { height: 20, width: 30 },
    ],
  ])('for images of any size, %s', async (_, options, input) => {
    const session = await openGraph(options, input, null);
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), async (image, seed) => {
        const pixels = randomImage(seed, image);
        const tensor = new Tensor('uint8', pixels.data, [1, image.height, image.width, 3]);
        const { x } = await session.run({ image: tensor });
        expect(x.data).toEqual(expected(pixels, options));
      }),
      { numRuns: 25 },
    );
  });

  it('for images of one size, many times larger than the input of the network', async () => {
    const image = { height: 1030, width: 777 };
    const options = { resize: 28, crop: 24 };
    const session = await openGraph(options, { height: 24, width: 24 }, image);
    const pixels = [randomImage(1, image), randomImage(2, image)];
    const data = new Uint8Array(2 * pixels[0].data.length);
    for (const [i, { data: one }] of pixels.entries()) data.set(one, i * one.length);
    const { x } = await session.run({
      image: new Tensor('uint8', data, [2, image.height, image.width, 3]),
    });
    const both = pixels.flatMap((one) => [...expected(one, options)]);
    expect(x.data).toEqual(Float32Array.from(both));
  });
});

import { type InferenceSession, Tensor } from '../backbone/ort/index.ts';
import type { Size } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import { inputs, outputs } from './graph/names.ts';
import type { SelfTest } from './metadata.ts';

/** Sides of the tile, not square, so that swapping height and width is noticed. */
const TILE: Size = { height: 48, width: 40 };

/** The image of a self-test: random levels, from dark to bright. */
export function selfTestTile(): Uint8Array {
  const random = new Random(9);
  return Uint8Array.from({ length: TILE.height * TILE.width * 3 }, (_, i) =>
    Math.round((random.uniform() * 255 * i) / (TILE.height * TILE.width * 3)),
  );
}

/** Size of the image of a self-test: that of the tile if the file takes any size. */
export function selfTestSize(imageSize: Size | null): Size {
  return imageSize ?? TILE;
}

/** Repeats the tile over an image, height × width × 3. */
export function tiled(tile: Size, pixels: Uint8Array, image: Size): Uint8Array {
  const out = new Uint8Array(image.height * image.width * 3);
  for (let y = 0, at = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++, at += 3) {
      const from = ((y % tile.height) * tile.width + (x % tile.width)) * 3;
      out.set(pixels.subarray(from, from + 3), at);
    }
  }
  return out;
}

/** The outputs of a file for one image. */
export type ExportedOutputs = SelfTest['expected'];

/** The outputs for one image; null if an output is missing. */
export function receivedOf(floats: (name: string) => Float32Array | null): ExportedOutputs | null {
  const [imageScore, pValue, tailPValue, patchScores, anomalyMap] = [
    outputs.imageScore,
    outputs.pValue,
    outputs.tailPValue,
    outputs.patchScores,
    outputs.anomalyMap,
  ].map(floats);
  if (!imageScore?.length || !pValue?.length || !tailPValue?.length) return null;
  if (!patchScores?.length || !anomalyMap?.length) return null;
  return {
    imageScore: imageScore[0],
    pValue: pValue[0],
    tailPValue: tailPValue[0],
    patchScores: Array.from(patchScores),
    anomalyMap: anomalyMap.reduce((a, b) => Math.max(a, b)),
  };
}

/**
 * Runs an exported graph on one image.
 *
 * @internal The package's declarations need none of ONNX Runtime's.
 * @param pixels height × width × 3 values.
 */
export async function runExported(
  session: InferenceSession,
  pixels: Uint8Array,
  { height, width }: Size,
): Promise<ExportedOutputs> {
  const dims = [1, height, width, 3];
  const isFloat = session.inputMetadata.some(
    (input) => input.name === inputs.image && input.isTensor && input.type === 'float32',
  );
  const image = isFloat
    ? new Tensor('float32', Float32Array.from(pixels), dims)
    : new Tensor('uint8', pixels, dims);
  const results = await session.run({ [inputs.image]: image });
  const received = receivedOf((name) => {
    const { data } = results[name];
    return data instanceof Float32Array ? data : null;
  });
  if (received === null) throw new TypeError('an output is not a float32 tensor');
  return received;
}

/** A value that differs from the expected one. */
export interface Difference {
  readonly name: string;
  readonly expected: number;
  readonly received: number;
}

/** The values that differ by more than `tolerance`, relative to the larger of their size and 1. */
export function differences(
  expected: ExportedOutputs,
  received: ExportedOutputs,
  tolerance: number,
): Difference[] {
  const flat = ({ patchScores, ...single }: ExportedOutputs) => [
    ...Object.entries(single),
    ...patchScores.map((score, i): [string, number] => [`patchScores[${i}]`, score]),
  ];
  const got = new Map(flat(received));
  return flat(expected).flatMap(([name, value]) => {
    const other = got.get(name) ?? Number.NaN;
    const near = Math.abs(other - value) <= tolerance * Math.max(1, Math.abs(value));
    return near ? [] : [{ name, expected: value, received: other }];
  });
}

import type { Size } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import { outputs } from './graph/names.ts';
import type { SelfTest } from './metadata.ts';

/** Sides of the tile, not square, so that heights and widths cannot be mixed up unseen. */
const TILE: Size = { height: 48, width: 40 };

/** The image of a self-test: random levels, from dark to bright. */
export function selfTestTile(): Uint8Array {
  const random = new Random(9);
  return Uint8Array.from({ length: TILE.height * TILE.width * 3 }, (_, i) =>
    Math.round((random.uniform() * 255 * i) / (TILE.height * TILE.width * 3)),
  );
}

/** Size of the image of a self-test: the tile itself where any is taken. */
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

/** What a file gives for an image. */
export type ExportedOutputs = SelfTest['expected'];

/** What outputs say of one image; null if one is not there. */
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

/** One value that is not what it should be. */
export interface Difference {
  readonly name: string;
  readonly expected: number;
  readonly received: number;
}

/** The values that differ by more than `tolerance`, as a share of their size or of 1, the larger. */
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

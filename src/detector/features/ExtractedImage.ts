import type { PatchPlaces } from '../../core/patches/index.ts';
import type { Size } from '../../core/image/index.ts';
import type { PatchZones } from '../../core/scoring/index.ts';
import { Matrix } from '../../core/tensor/index.ts';
import type { PreparedImage } from './prepareImage.ts';

/** Patch features of one image or of a part of it, with their places and the sizes to which these refer. */
export interface ExtractedFeatures extends PatchPlaces {
  /** P×D, one row per patch. */
  readonly features: Matrix;
  /** Size of the whole image's network input, in pixels. */
  readonly input: Size;
  /** Zones that are judged separately; null if there are none. */
  readonly zones: PatchZones | null;
}

/** Parts of one image: those of a large one are too much to hold in memory at once. */
export type FeatureParts = Iterable<ExtractedFeatures> | AsyncIterable<ExtractedFeatures>;

/** An image with its patch features. */
export interface ExtractedImage extends Omit<PreparedImage, 'tensor' | 'tiles'> {
  /** Can be iterated once; each part of a large image is extracted on demand. */
  readonly parts: FeatureParts;
  /** Milliseconds that extraction has taken so far. */
  readonly extracting: { ms: number };
}

/** All parts joined into one. */
export async function joinParts(parts: FeatureParts): Promise<ExtractedFeatures> {
  const all: ExtractedFeatures[] = [];
  for await (const part of parts) all.push(part);
  if (all.length === 1) return all[0];
  const rows = all.reduce((sum, { features }) => sum + features.rows, 0);
  const [{ grid, input, zones, features: first }] = all;
  const features = Matrix.zeros(rows, first.columns);
  const cells = new Uint32Array(rows);
  const weights = new Float32Array(rows).fill(1);
  let at = 0;
  for (const part of all) {
    const count = part.features.rows;
    features.data.set(part.features.data, at * features.columns);
    for (let row = 0; row < count; row++) cells[at + row] = part.cells?.[row] ?? row;
    if (part.weights !== null) weights.set(part.weights, at);
    at += count;
  }
  return { features, grid, input, zones, cells, weights };
}

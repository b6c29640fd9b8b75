import type { Grid, GridRows } from '../../tensor/index.ts';
import { type Affine, invertAffine, applyAffine } from '../affine/Affine.ts';
import { warpGrid, warpRow } from '../affine/warp.ts';
import type { Box, Size } from '../Box.ts';
import { sampleGrid, SampledRows } from './sampleGrid.ts';

/** The part of an image that the network saw. */
export interface ImageView {
  /** Size of the image. */
  readonly image: Size;
  /** The part of the plane that the network's input covers: the plane of the image, or of the aligned image. */
  readonly sourceBox: Box;
  /** Maps places of the aligned image to places of the image; null if it was not aligned. */
  readonly toImage: Affine | null;
}

/** Brings an anomaly map of the network's input to the pixels of the image; 0 where the network saw nothing. */
export function mapOnImage(map: Grid, { image, sourceBox, toImage }: ImageView): Grid {
  const shown = sampleGrid(map, sourceBox, image.height, image.width);
  return toImage === null ? shown : warpGrid(shown, invertAffine(toImage));
}

/**
 * The rows of {@link mapOnImage}, bit for bit, each computed on request: the map of a large image takes
 * more memory than the image.
 */
export function mapRowsOnImage(map: Grid, { image, sourceBox, toImage }: ImageView): GridRows {
  const sampled = new SampledRows(map, sourceBox, image.height, image.width);
  if (toImage !== null) return new WarpedRows(image, sampled, invertAffine(toImage));
  const out = new Float32Array(image.width);
  return {
    ...{ height: image.height, width: image.width },
    row: (y) => {
      out.fill(0);
      sampled.write(y, out);
      return out;
    },
  };
}

/** Rows of a map that is rotated in its image. The source rows that a row crosses are kept for the next one. */
class WarpedRows implements GridRows {
  readonly height: number;
  readonly width: number;
  readonly #sampled: SampledRows;
  readonly #toSource: Affine;
  readonly #held = new Map<number, Float32Array>();
  readonly #out: Float32Array;

  constructor(image: ImageView['image'], sampled: SampledRows, toSource: Affine) {
    this.height = image.height;
    this.width = image.width;
    this.#sampled = sampled;
    this.#toSource = toSource;
    this.#out = new Float32Array(image.width);
  }

  row(y: number): Float32Array {
    this.#forgetBeyond(y);
    this.#out.fill(0);
    const { height, width } = this;
    const source = { height, width, row: (from: number) => this.#sampledRow(from) };
    warpRow(source, this.#toSource, y, this.#out);
    return this.#out;
  }

  #sampledRow(y: number): Float32Array {
    const held = this.#held.get(y);
    if (held !== undefined) return held;
    const row = new Float32Array(this.width);
    this.#sampled.write(y, row);
    this.#held.set(y, row);
    return row;
  }

  #forgetBeyond(y: number): void {
    const ends = [0, this.width].map((x) => applyAffine(this.#toSource, { y: y + 0.5, x }).y);
    const first = Math.min(...ends) - 2;
    const last = Math.max(...ends) + 2;
    for (const held of this.#held.keys()) if (held < first || held > last) this.#held.delete(held);
  }
}

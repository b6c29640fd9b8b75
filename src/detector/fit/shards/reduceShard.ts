import type { Size } from '../../../core/image/index.ts';
import { Random } from '../../../core/random/index.ts';
import type { Matrix } from '../../../core/tensor/index.ts';
import type { Training } from '../bank/extractTraining.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { rowsWithout, selectCoreset } from '../bank/selectCoreset.ts';

/** Share of a shard's images that no bank sees, for calibrating the threshold. */
const HELD_OUT_SHARE = 0.1;
/** More images of a shard would only cost disk space: ten shards already give a thousand scores. */
const MAX_HELD_OUT = 100;

/** The origin of a row of a bank. */
export interface RowOrigin {
  /** Index of the image. */
  readonly image: number;
  readonly patch: number;
}

/** A shard of images, reduced to its coreset. */
export interface ReducedShard {
  /** Number of images in the shard. */
  readonly images: number;
  /** Number of patches that the coreset was selected from. */
  readonly rows: number;
  readonly features: Matrix;
  /** One for each row of `features`; images are numbered within the shard. */
  readonly origins: readonly RowOrigin[];
  /** The patch grid of all images, if rows match only near their own place; else null. */
  readonly grid: Size | null;
  /** No patch of the images that are not held out is farther from the coreset, in the projected space. */
  readonly coveringRadius: number;
  /** Images that the coreset has not seen, within the shard, ascending. */
  readonly heldOut: readonly number[];
}

/**
 * Reduces a shard of images to a coreset of those that are not held out of it. The result depends only on
 * the images, the configuration and the shard's number.
 *
 * @param shard number of the shard, from 0.
 * @throws NominalError `CANCELLED`.
 */
export async function reduceShard(
  fitting: Fitting,
  shard: number,
  onSelected?: (doneRows: number, totalRows: number) => void,
): Promise<ReducedShard> {
  const { store, config } = fitting;
  const count = Math.min(MAX_HELD_OUT, Math.max(1, Math.round(HELD_OUT_SHARE * store.images)));
  const order = randomOfShard(config.seed, shard).permutation(store.images);
  const heldOut = [...order.slice(0, count).sort()];
  const rows = rowsWithout(fitting, heldOut);
  const { indices, coveringRadius } = await selectCoreset(fitting, rows, onSelected);
  return {
    images: store.images,
    rows: rows.length,
    features: await store.readRows(indices),
    origins: Array.from(indices, (row) => store.locate(row)),
    grid: config.positionRadius === null ? null : store.grid,
    coveringRadius,
    heldOut,
  };
}

/** A reduced shard that counts all its images, including those dropped as copies. */
export interface RecognizedShard extends ReducedShard {
  /** Hash of each image's pixels. */
  readonly hashes: readonly string[];
  /** For each image, the first of the shard that shows the same. */
  readonly firsts: readonly number[];
}

/** A shard of the distinct images among those that were extracted, with all of them counted. */
export function amongAllImages(
  shard: ReducedShard,
  { distinct, hashes, firsts }: Pick<Training, 'distinct' | 'hashes' | 'firsts'>,
): RecognizedShard {
  return {
    ...shard,
    hashes,
    firsts,
    images: hashes.length,
    origins: shard.origins.map(({ image, patch }) => ({ image: distinct[image], patch })),
    heldOut: shard.heldOut.map((image) => distinct[image]),
  };
}

/** A random generator for each shard: the order in which shards are reduced must not matter. */
function randomOfShard(seed: number, shard: number): Random {
  const seeds = new Random(seed);
  for (let before = 0; before < shard; before++) seeds.uint32();
  return new Random(seeds.uint32());
}

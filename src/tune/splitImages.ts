import { z } from 'zod';
import { parseConfig } from '../config/index.ts';
import { Random } from '../core/random/index.ts';
import { NominalError } from '../errors/index.ts';

/** Fewest images: some to fit from, and enough held out that an interval is meaningful. */
export const MIN_IMAGES = 10;

const tuneConfigSchema = z.strictObject({
  heldOutShare: z.number().gt(0).lt(1).default(0.4),
  maxImages: z.int().min(MIN_IMAGES).default(100),
});

/** How the images of a search are drawn and split; complete, with every default filled in. */
export type TuneConfig = z.output<typeof tuneConfigSchema>;

/** Fills in defaults and checks every value. @throws NominalError `CONFIG_INVALID`. */
export function resolveTuneConfig(options: unknown = {}): TuneConfig {
  return parseConfig(tuneConfigSchema, options, 'search of settings');
}

/** Good images, split for a search. */
export interface SplitImages {
  /** Images to fit from, at least 2. */
  readonly train: readonly string[];
  /** Images to evaluate with, at least 1. */
  readonly heldOut: readonly string[];
}

/** Splits images at random. @throws NominalError `TOO_FEW_IMAGES`. */
export function splitImages(
  images: readonly string[],
  seed: number,
  { heldOutShare, maxImages }: TuneConfig,
): SplitImages {
  if (images.length < MIN_IMAGES) {
    throw new NominalError('TOO_FEW_IMAGES', {
      reason: 'tooFewToSearch',
      what: 'there are too few good images to search settings with',
      expected: `at least ${MIN_IMAGES}`,
      received: String(images.length),
      remedy: 'Add images of good parts',
      details: { images: images.length, least: MIN_IMAGES },
    });
  }
  const order = new Random(seed).permutation(images.length).subarray(0, maxImages);
  const drawn = Array.from(order, (i) => images[i]);
  const count = Math.max(1, Math.min(drawn.length - 2, Math.round(heldOutShare * drawn.length)));
  return { train: drawn.slice(count), heldOut: drawn.slice(0, count) };
}

import {
  auroc,
  averagePrecision,
  type PairedDifference,
  pairedBootstrap,
} from '../core/metrics/index.ts';
import type { Evaluation } from '../detector/index.ts';
import { NominalError } from '../errors/index.ts';

/** What of an evaluation is compared. */
export type ComparedEvaluation = Pick<Evaluation, 'dataset' | 'category' | 'images'>;

/** How a second evaluation differs from a first one on the same images. */
export interface Comparison {
  readonly category: string;
  readonly images: number;
  readonly imageAuroc: PairedDifference;
  readonly imageAveragePrecision: PairedDifference;
  /** Which has the higher image AUROC, or neither where the difference is within noise at 5 %. */
  readonly better: 'first' | 'second' | 'neither';
}

/**
 * Compares two evaluations of one category, image by image (paired bootstrap): what is hard for
 * both tells nothing of which is better, so the pairs tell more than two intervals beside each other.
 *
 * @throws NominalError `CONFIG_INVALID` if they are not of the same images.
 */
export function compareEvaluations(
  first: ComparedEvaluation,
  second: ComparedEvaluation,
): Comparison {
  const after = new Map(second.images.map((image) => [image.name, image]));
  const paired = first.images.map((image) => ({ before: image, after: after.get(image.name) }));
  const same = paired.every((pair) => pair.after?.defective === pair.before.defective);
  if (!same || first.images.length !== second.images.length) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'the two evaluations are not of the same test images',
      expected: `the ${first.images.length} images of ${first.dataset}/${first.category}`,
      received: `${second.images.length} images of ${second.dataset}/${second.category}`,
      remedy: 'Evaluate both on the same data set, with the same seed where it is split at random',
    });
  }
  const before = paired.map((pair) => pair.before.imageScore);
  const afterScores = paired.map((pair) => pair.after?.imageScore ?? Number.NaN);
  const labels = paired.map((pair) => pair.before.defective);
  const imageAuroc = pairedBootstrap(before, afterScores, labels, auroc);
  const { difference, pValue } = imageAuroc;
  return {
    category: first.category,
    images: paired.length,
    imageAuroc,
    imageAveragePrecision: pairedBootstrap(before, afterScores, labels, averagePrecision),
    better: pValue > 0.05 ? 'neither' : difference > 0 ? 'second' : 'first',
  };
}

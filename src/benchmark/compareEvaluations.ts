import {
  auroc,
  averagePrecision,
  type PairedDifference,
  pairedBootstrapOfMeans,
  type ScoredPair,
} from '../core/metrics/index.ts';
import type { Evaluation } from '../detector/index.ts';
import { NominalError } from '../errors/index.ts';

/** The part of an evaluation that is compared. */
export type ComparedEvaluation = Pick<Evaluation, 'dataset' | 'category' | 'threshold' | 'images'>;

/** A figure of both evaluations, and how much of the difference is noise. */
export interface ComparedFigure extends PairedDifference {
  readonly first: number;
  readonly second: number;
}

/** How a second evaluation differs from a first one on the same images. */
export interface Comparison {
  /** Null for the mean over several. */
  readonly category: string | null;
  readonly images: number;
  readonly imageAuroc: ComparedFigure;
  readonly imageAveragePrecision: ComparedFigure;
  /** Shares of good images rejected and of defective ones found, each at the threshold of its model. */
  readonly falseRejectRate: ComparedFigure;
  readonly detectionRate: ComparedFigure;
  /** Which has the higher image AUROC, or neither if the difference is within noise at 5 %. */
  readonly better: 'first' | 'second' | 'neither';
}

/**
 * Compares two evaluations of the same categories, image by image (paired bootstrap). An image that is
 * hard for both does not show which is better, so pairs show more than two separate intervals.
 *
 * @param first one or several categories.
 * @param second the same categories, in any order.
 * @returns one comparison per category, followed by the mean over all if there are several.
 * @throws NominalError `CONFIG_INVALID` unless both have the same images, each category once.
 */
export function compareEvaluations(
  first: readonly ComparedEvaluation[],
  second: readonly ComparedEvaluation[],
): Comparison[] {
  const others = byCategory(second);
  const names = [...byCategory(first).keys()];
  if (names.length !== others.size || names.some((name) => !others.has(name))) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'the two evaluations are not of the same categories',
      expected: `those of the first, ${names.join(', ')}`,
      received: `those of the second, ${[...others.keys()].join(', ')}`,
      remedy: 'Evaluate both on the same categories',
    });
  }
  const pairs = first.map((one) => pairOf(one, others.get(one.category) ?? one));
  const single = pairs.map((pair, i) => compare([pair], first[i].category));
  return pairs.length === 1 ? single : [...single, compare(pairs, null)];
}

/** Scores of both evaluations, and how far they lie above the threshold of each. */
interface JudgedPair {
  readonly scores: ScoredPair;
  readonly margins: ScoredPair;
}

function byCategory(evaluations: readonly ComparedEvaluation[]): Map<string, ComparedEvaluation> {
  const categories = new Map<string, ComparedEvaluation>();
  for (const evaluation of evaluations) {
    if (categories.has(evaluation.category)) {
      throw new NominalError('CONFIG_INVALID', {
        what: `there are two evaluations of ${evaluation.category} on one side`,
        expected: 'each category once',
        remedy: 'Compare one seed with the same seed of the other, in separate files',
      });
    }
    categories.set(evaluation.category, evaluation);
  }
  return categories;
}

function pairOf(first: ComparedEvaluation, second: ComparedEvaluation): JudgedPair {
  const after = new Map(second.images.map((image) => [image.name, image]));
  const paired = first.images.map((image) => ({ image, other: after.get(image.name) }));
  const odd = paired.find(({ image, other }) => other?.defective !== image.defective);
  if (
    odd !== undefined ||
    first.images.length !== second.images.length ||
    first.dataset !== second.dataset
  ) {
    const truth = (defective: boolean | undefined) =>
      defective === undefined ? 'absent' : defective ? 'defective' : 'good';
    const where =
      odd === undefined ? '' : `; ${odd.image.name} is ${truth(odd.other?.defective)} there`;
    throw new NominalError('CONFIG_INVALID', {
      what: 'the two evaluations are not of the same test images',
      expected: `the ${first.images.length} images of ${first.dataset}/${first.category}`,
      received: `${second.images.length} images of ${second.dataset}/${second.category}${where}`,
      remedy: 'Evaluate both on the same data set, with the same seed where it is split at random',
    });
  }
  const labels = paired.map(({ image }) => image.defective);
  if (new Set(labels).size < 2) {
    throw new NominalError('CONFIG_INVALID', {
      what: `the images of ${first.dataset}/${first.category} do not show how well good and defective ones are told apart`,
      expected: 'good and defective images',
      received: labels[0] ? 'only defective ones' : 'only good ones',
    });
  }
  const before = paired.map(({ image }) => image.imageScore);
  const afterScores = paired.map(({ other }) => other?.imageScore ?? Number.NaN);
  return {
    scores: { before, after: afterScores, labels },
    margins: {
      before: before.map((score) => score - first.threshold),
      after: afterScores.map((score) => score - second.threshold),
      labels,
    },
  };
}

function compare(pairs: readonly JudgedPair[], category: string | null): Comparison {
  const scores = pairs.map((pair) => pair.scores);
  const margins = pairs.map((pair) => pair.margins);
  const ranked = compareFigures(scores, {
    imageAuroc: auroc,
    imageAveragePrecision: averagePrecision,
  });
  const judged = compareFigures(margins, {
    falseRejectRate: shareAbove(0),
    detectionRate: shareAbove(1),
  });
  const { difference, pValue } = ranked.imageAuroc;
  return {
    category,
    images: scores.reduce((sum, { labels }) => sum + labels.length, 0),
    ...ranked,
    ...judged,
    better: pValue > 0.05 ? 'neither' : difference > 0 ? 'second' : 'first',
  };
}

type Figure = (scores: ArrayLike<number>, labels: ArrayLike<number | boolean>) => number;

function compareFigures<Name extends string>(
  pairs: readonly ScoredPair[],
  figures: Readonly<Record<Name, Figure>>,
): Record<Name, ComparedFigure> {
  const differences = pairedBootstrapOfMeans(pairs, figures);
  const compared = (Object.keys(figures) as Name[]).map((name): [Name, ComparedFigure] => {
    const meanOf = (side: 'before' | 'after') =>
      pairs.reduce((sum, pair) => sum + figures[name](pair[side], pair.labels), 0) / pairs.length;
    return [name, { first: meanOf('before'), second: meanOf('after'), ...differences[name] }];
  });
  return Object.fromEntries(compared) as Record<Name, ComparedFigure>;
}

/** The share of one class whose margin is above zero. */
function shareAbove(wanted: 0 | 1): Figure {
  return (margins, labels) => {
    let above = 0;
    let all = 0;
    for (let i = 0; i < labels.length; i++) {
      if (Number(labels[i]) !== wanted) continue;
      all++;
      if (margins[i] > 0) above++;
    }
    return above / all;
  };
}

import { auroc, bootstrapIntervals, pairedBootstrap } from '../core/metrics/index.ts';
import { defectGenerators, type GeneratedDefectType } from './defects/defectGenerators.ts';
import type { TestFrames } from './TestFrames.ts';
import type { TriedCandidate } from './tryCandidate.ts';
import type { TunedCandidate } from './Tuning.ts';

/** A tried candidate with its settings. */
export interface Tried extends TriedCandidate {
  readonly options: TunedCandidate['options'];
}

/** The part of the test frames that a ranking needs. */
type Truth = Pick<TestFrames, 'types' | 'labels' | 'images'>;

/**
 * Ranks candidates, best first, with the uncertainty of the ranking. The bootstrap draws whole held-out
 * images with all their frames, because an image that is hard is hard in every version.
 */
export function rankCandidates(tried: readonly Tried[], truth: Truth): TunedCandidate[] {
  const { labels, images: groups } = truth;
  const ranked = tried.toSorted((a, b) => b.imageAuroc - a.imageAuroc);
  return ranked.map(({ scores, ...candidate }, i) => ({
    ...candidate,
    interval: bootstrapIntervals(scores, labels, { auroc }, { groups }).auroc,
    byType: aurocByType(scores, truth),
    pValueToBest:
      i === 0 ? 1 : pairedBootstrap(ranked[0].scores, scores, labels, auroc, { groups }).pValue,
  }));
}

function aurocByType(scores: readonly number[], { types }: Truth) {
  const entries = Object.keys(defectGenerators).map((type) => {
    const own = types.map((_, i) => i).filter((i) => [type, null].includes(types[i]));
    const value = auroc(
      own.map((i) => scores[i]),
      own.map((i) => types[i] !== null),
    );
    return [type, value] as const;
  });
  return Object.fromEntries(entries) as Record<GeneratedDefectType, number>;
}

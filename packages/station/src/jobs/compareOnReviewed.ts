import type { RuntimeOptions } from 'nominal-vision/internal/config';
import { Detector } from 'nominal-vision/internal/detector';
import type { JobOptions } from 'nominal-vision/internal/progress';
import type { LabeledImage, ReviewOutcome, ShortJudgement, Task } from './tasks.ts';

/** What the model says of the reviewed images before an update, and after it. */
export async function compareOnReviewed(
  { model, output, reviewed, falseRejectRate }: Extract<Task, { kind: 'update' }>,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<ReviewOutcome[]> {
  if (reviewed.length === 0) return [];
  const options = { runtime, falseRejectRate };
  const before = await judgeAll(await Detector.load(model, options), reviewed, job);
  const after = await judgeAll(await Detector.load(output, options), reviewed, job);
  return reviewed.flatMap(({ inspectionId, label }, i) => {
    const [was, is] = [before[i], after[i]];
    return was === null || is === null ? [] : [{ inspectionId, label, before: was, after: is }];
  });
}

/** Null for an image that cannot be read any more. */
async function judgeAll(
  detector: Detector,
  images: readonly LabeledImage[],
  job: JobOptions,
): Promise<(ShortJudgement | null)[]> {
  const judgements: (ShortJudgement | null)[] = [];
  const paths = images.map(({ path }) => path);
  try {
    for await (const outcome of detector.inspectAll(paths, job)) {
      if ('error' in outcome) judgements.push(null);
      else {
        const { verdict, imageScore, threshold } = outcome;
        judgements.push({ verdict, imageScore, threshold });
      }
    }
    return judgements;
  } finally {
    await detector.close();
  }
}

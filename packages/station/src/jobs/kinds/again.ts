import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { KeptImage } from '../../inspect/InspectionDesk.ts';
import { againSource } from '../../inspect/judgedAgain.ts';
import { modelInUse } from '../../inspect/modelInUse.ts';
import { inspectAll } from './inspect.ts';
import { stationKind } from './JobKind.ts';

/** Decisions that are looked at: the newest. */
const MAX_DECISIONS = 500;
/** Images that are judged again at most. */
const MAX_IMAGES = 60;

/**
 * Judges the newest images again that the model in use has not judged. The decisions are kept like any
 * other, but are no news of the line: no sink, no drift test and no count of a minute hears of them.
 * Refused with `CONFLICT` where there is nothing to judge.
 */
export const againKind = stationKind({
  parameters: z.object({
    images: z.array(z.object({ sha256: z.string(), name: z.string() })),
  }),
  route: {
    summary: 'Judge the newest images again that the model in use has not judged',
    takesImages: false,
  },
  start: async ({ product, tables }) => {
    const { id: modelId } = await modelInUse(product, tables);
    const decisions = await tables.inspections.list({ productId: product.id }, MAX_DECISIONS);
    const own = decisions.filter((decision) => decision.modelId === modelId);
    const judged = new Set(own.map(({ sha256 }) => sha256));
    const images = new Map<string, KeptImage>();
    for (const { sha256, name } of decisions)
      if (!judged.has(sha256)) images.set(sha256, { sha256, name });
    if (images.size === 0) {
      throw new NominalError('CONFLICT', {
        reason: 'allJudged',
        what: 'the model in use has judged all recent images',
      });
    }
    return { images: [...images.values()].slice(0, MAX_IMAGES).reverse() };
  },
  work: (parameters, job, ...rest) => inspectAll(parameters, againSource(job.id), job, ...rest),
});

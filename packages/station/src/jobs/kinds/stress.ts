import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { StressReport } from 'nominal-vision/internal/stress';
import { modelInUse } from '../../inspect/modelInUse.ts';
import { type JobStart, processKind } from './JobKind.ts';
import { reviewedImages } from './reviewedImages.ts';

/** Most images that are changed: each takes some dozens of inspections. */
const MAX_IMAGES = 50;

/**
 * Changes good images that the model in use has not learned, as cameras and lights do, and says from where on it
 * rejects too many. Changes nothing. Refused with `CONFLICT` without a model, and with `TOO_FEW_IMAGES`.
 */
export const stressKind = processKind({
  parameters: z.object({
    modelId: z.string(),
    falseRejectRate: z.number(),
    images: z.array(z.string()).min(1),
  }),
  route: {
    summary: 'Say how far light and camera may change before too many good parts are rejected',
    takesImages: false,
  },
  start: async (start) => {
    const { id: modelId, training } = await modelInUse(start.product, start.tables);
    const { falseRejectRate } = start.product;
    return { modelId, falseRejectRate, images: await unlearnedGood(start, training) };
  },
  inputOf: ({ modelId, falseRejectRate, images }, paths) => ({
    model: paths.model(modelId),
    falseRejectRate,
    images: images.map(paths.image),
  }),
  run: async ({ model, falseRejectRate, images }, runtime, job): Promise<StressReport> => {
    const { Detector } = await import('nominal-vision/internal/detector');
    const { stress } = await import('nominal-vision/internal/stress');
    const detector = await Detector.load(model, { runtime, falseRejectRate });
    return stress(detector, images, job).finally(() => detector.close());
  },
  publish: (_parameters, report) => Promise.resolve(report),
});

/** The newest good images that a person has judged and the model has not learned, then those to test with. */
async function unlearnedGood(start: JobStart, training: readonly string[]): Promise<string[]> {
  const { product, tables } = start;
  const known = [...(await reviewedImages(start)), ...(await tables.testImages.list(product.id))];
  const good = known.filter(({ label }) => label === 'good').map(({ sha256 }) => sha256);
  const learned = new Set(training);
  const images = [...new Set(good)].filter((sha256) => !learned.has(sha256));
  if (images.length > 0) return images.slice(0, MAX_IMAGES);
  throw new NominalError('TOO_FEW_IMAGES', {
    reason: 'noUnlearnedGood',
    what: `the product "${product.name}" has no good image that its model has not learned`,
    expected: 'at least 1, and better some dozens',
    received: '0',
    remedy: 'Review decisions in the history, or add good images to the test of the threshold',
  });
}

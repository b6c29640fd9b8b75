import { z } from 'zod';
import type { RuntimeOptions } from 'nominal-vision/internal/config';
import type { Detector } from 'nominal-vision/internal/detector';
import { NominalError } from 'nominal-vision/internal/errors';
import { fileHashOf } from 'nominal-vision/internal/inspector';
import type { Model } from 'nominal-vision/internal/model';
import type { JobOptions } from 'nominal-vision/internal/progress';
import { modelInUse } from '../../inspect/modelInUse.ts';
import type { ReviewOutcome, ShortJudgement } from '../tasks.ts';
import { goodImages } from './goodImages.ts';
import { processKind } from './JobKind.ts';
import { discardModel, publishModel, refuseSecond, saveModel } from './newModel.ts';
import {
  type LabeledImage,
  labeledImages,
  reviewedImages,
  reviewedImageSchema,
} from './reviewedImages.ts';

/**
 * Brings the model in use up to the product's good images, and judges the reviewed images before and
 * after. Refused with `TOO_FEW_IMAGES`, or with `CONFLICT`, also if there is nothing to do.
 */
export const updateKind = processKind({
  parameters: z.object({
    modelId: z.string(),
    parentId: z.string(),
    images: z.array(z.string()),
    falseRejectRate: z.number(),
    reviewed: z.array(reviewedImageSchema),
  }),
  route: { summary: 'Bring the model in use up to the good images', takesImages: false },
  start: async (start) => {
    const { product, tables, newModelId: modelId } = start;
    const { falseRejectRate } = product;
    const { id: parentId, training } = await modelInUse(product, tables);
    await refuseSecond(start);
    const images = await goodImages(start);
    refuseUnchanged(images, training);
    const reviewed = await reviewedImages(start);
    return { modelId, parentId, images, falseRejectRate, reviewed };
  },
  inputOf: ({ modelId, parentId, images, falseRejectRate, reviewed }, paths) => ({
    model: paths.model(parentId),
    images: images.map(paths.image),
    falseRejectRate,
    reviewed: labeledImages(reviewed, paths),
    output: paths.model(modelId),
  }),
  run: async (input, runtime, job) => {
    const saved = await saveModel(await updated(input, runtime, job), input.output, job);
    return { ...saved, reviewed: await compareOnReviewed(input, runtime, job) };
  },
  discard: discardModel,
  publish: ({ modelId: id, parentId, images: training }, saved, job, tables) =>
    publishModel({ ...saved, kind: 'update', id, parentId, training }, job, tables),
});

interface UpdateInput {
  /** File of the model to bring up to date. */
  readonly model: string;
  /** All images that it shall rest on. */
  readonly images: readonly string[];
  readonly falseRejectRate: number;
  /** Judged before and after. */
  readonly reviewed: readonly LabeledImage[];
  readonly output: string;
}

/** It is not known what a model made elsewhere rests on: then there may be something to do. */
function refuseUnchanged(images: readonly string[], training: readonly string[]): void {
  const known = new Set(training);
  if (images.length !== known.size || images.some((sha256) => !known.has(sha256))) return;
  throw new NominalError('CONFLICT', {
    reason: 'nothingToUpdate',
    what: 'the model in use rests on exactly these good images',
    remedy: 'Add or remove good images, or review decisions, first',
  });
}

/**
 * The model extended with the images that it does not know, and without those images of the station
 * that are no longer among them. Images of a model made elsewhere stay.
 */
async function updated(
  { model: path, images, falseRejectRate }: UpdateInput,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<Model> {
  const { Detector, update } = await import('nominal-vision/internal/detector');
  const detector = await Detector.load(path, { runtime, falseRejectRate });
  try {
    const wanted = new Map(images.map((image) => [fileHashOf({ name: image }), image]));
    const known = new Map(detector.model.images.map((image) => [fileHashOf(image), image.name]));
    const add = [...wanted].filter(([hash]) => !known.has(hash)).map(([, image]) => image);
    const remove = [...known]
      .filter(([hash]) => hash !== null && !wanted.has(hash))
      .map(([, name]) => name);
    const { model } = await update(detector, { add, remove }, job);
    return model;
  } finally {
    await detector.close();
  }
}

/** How the model judges the reviewed images before and after an update. */
async function compareOnReviewed(
  { model, output, images, reviewed, falseRejectRate }: UpdateInput,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<ReviewOutcome[]> {
  if (reviewed.length === 0) return [];
  const { Detector } = await import('nominal-vision/internal/detector');
  const options = { runtime, falseRejectRate };
  const before = await judgeAll(await Detector.load(model, options), reviewed, job);
  const after = await judgeAll(await Detector.load(output, options), reviewed, job);
  const known = new Set(images);
  return reviewed.flatMap(({ path, ...image }, i) => {
    const [was, is] = [before[i], after[i]];
    if (was === null || is === null) return [];
    return [{ ...image, learned: known.has(path), before: was, after: is }];
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

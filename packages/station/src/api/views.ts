import type { z } from 'zod';
import { ScoreCalibration, scoreSetters } from 'nominal-vision/internal/core/calibration';
import { kindOf } from '../jobs/kinds/index.ts';
import type { Job, Product, StoredModel, Tables } from '../store/index.ts';
import { regionView } from './regionOfInterest.ts';
import type { calibrationSchema, jobSchema, modelSchema, productSchema } from './schemas.ts';

/** A product as it is shown. */
export async function productView(
  product: Product,
  store: Tables,
): Promise<z.output<typeof productSchema>> {
  const model = product.modelId === null ? null : await store.models.get(product.modelId);
  const known = new Set(model?.training);
  const images = await store.products.images(product.id);
  const wanted = new Set(images.map(({ sha256 }) => sha256));
  return {
    ...product,
    config: { ...product.config, roi: regionView(product.config) },
    modelVersion: model?.version ?? null,
    images: images.length,
    pendingRemovals: [...known].filter((sha256) => !wanted.has(sha256)).length,
    pendingImages: images.filter(({ sha256 }) => !known.has(sha256)).length,
  };
}

/** A model as it is shown. */
export async function modelView(
  model: StoredModel,
  { products }: Tables,
): Promise<z.output<typeof modelSchema>> {
  const { summary, id, productId, version, kind, parentId, bytes, createdAt, createdBy } = model;
  const { bankRows, dimension, backbone, images } = summary;
  return {
    ...{ id, productId, version, kind, parentId, bytes, createdAt, createdBy },
    bankRows,
    dimension,
    backbone,
    images,
    config:
      summary.config === undefined ? null : { ...summary.config, roi: regionView(summary.config) },
    inUse: (await products.get(model.productId))?.modelId === model.id,
  };
}

/** A model's calibration at a rate. */
export function calibrationView(
  { id, summary }: StoredModel,
  falseRejectRate: number,
): z.output<typeof calibrationSchema> {
  const scores = Float32Array.from(summary.calibrationScores).sort();
  const calibration = new ScoreCalibration(scores);
  const { extrapolate = false } = summary;
  const { threshold, heldRate, extrapolated } = calibration.threshold(falseRejectRate, extrapolate);
  const { smallestRate, images, moreImages, interval } = calibration.support(falseRejectRate);
  const { setters, thresholdWithoutAll } = settersOf(summary, falseRejectRate);
  return {
    modelId: id,
    setters,
    thresholdWithoutAll,
    scores: Array.from(scores),
    threshold,
    extrapolate,
    extrapolated,
    falseRejectRate,
    heldRate,
    smallestRate,
    interval,
    imagesNeeded: images + moreImages,
  };
}

/** The good images that set the threshold; none where their places are not known. */
function settersOf(
  summary: StoredModel['summary'],
  falseRejectRate: number,
): Pick<z.output<typeof calibrationSchema>, 'setters' | 'thresholdWithoutAll'> {
  const { calibrationScores, calibrationImages, calibrationPlaces, extrapolate } = summary;
  if (calibrationPlaces === undefined) return { setters: [], thresholdWithoutAll: null };
  const scores = Float32Array.from(calibrationScores);
  const { setters, withoutAll } = scoreSetters(scores, falseRejectRate, extrapolate);
  return {
    setters: setters.map(({ index, without }) => ({
      sha256: calibrationImages[index],
      score: scores[index],
      place: calibrationPlaces[index],
      thresholdWithout: without?.threshold ?? null,
    })),
    thresholdWithoutAll: withoutAll?.threshold ?? null,
  };
}

/** A job as it is shown: without its parameters. */
export function jobView(job: Job): z.output<typeof jobSchema> {
  const { id, productId, state, progress, result, error } = job;
  const { attempts, createdAt, finishedAt, createdBy } = job;
  return {
    ...{ id, kind: kindOf(job), productId, state, progress, result, error },
    ...{ attempts, createdAt, finishedAt, createdBy },
  };
}

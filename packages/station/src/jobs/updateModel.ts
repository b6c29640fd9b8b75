import type { RuntimeOptions } from 'nominal-vision/internal/config';
import { Detector, update } from 'nominal-vision/internal/detector';
import type { Model } from 'nominal-vision/internal/model';
import type { JobOptions } from 'nominal-vision/internal/progress';
import { fileHashOf } from 'nominal-vision/internal/inspector';
import type { Task } from './tasks.ts';

/**
 * The model brought up to the task's images: those that it does not know extend it, and those of the
 * station's that are among them no more leave it. Images of a model made elsewhere stay.
 */
export async function updateModel(
  { model: path, images, falseRejectRate }: Extract<Task, { kind: 'update' }>,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<Model> {
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

import type { RuntimeOptions } from '../../config/index.ts';
import { Detector, update } from '../../detector/index.ts';
import type { Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import { fileHashOf } from '../../inspector/fileHashOf.ts';
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

import type { RuntimeOptions } from '../../config/index.ts';
import { fit } from '../../detector/index.ts';
import type { Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { Task } from './tasks.ts';

/** The model that rests on exactly the task's images: those added are in it, those removed are not. */
export async function updateModel(
  { images, config }: Extract<Task, { kind: 'update' }>,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<Model> {
  const detector = await fit(images, config, { ...job, runtime });
  await detector.close();
  return detector.model;
}

import type { RuntimeOptions } from '../../config/index.ts';
import { Detector, recalibrate } from '../../detector/index.ts';
import type { Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { Task } from './tasks.ts';

/** The same memory bank with a calibration on good images that it has not seen. */
export async function calibrateOn(
  { model, images }: Extract<Task, { kind: 'calibrate' }>,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<Model> {
  const detector = await Detector.load(model, { runtime });
  try {
    return await recalibrate(detector, images, {}, job);
  } finally {
    await detector.close();
  }
}

import type { RuntimeOptions } from 'nominal-vision/internal/config';
import { Detector, recalibrate } from 'nominal-vision/internal/detector';
import type { Model } from 'nominal-vision/internal/model';
import type { JobOptions } from 'nominal-vision/internal/progress';
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

import type { RuntimeOptions } from '../../config/index.ts';
import { planPreprocess } from '../../core/image/index.ts';
import { anomalyMap, highestValue } from '../../core/scoring/index.ts';
import { Detector } from '../../detector/index.ts';
import type { Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { Task } from './tasks.ts';

/** The same memory bank with a calibration on good images that it has not seen. */
export async function calibrateOn(
  { model: path, images }: Extract<Task, { kind: 'calibrate' }>,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<Model> {
  const detector = await Detector.load(path, { runtime });
  try {
    const { config } = detector.model;
    const imageScores = new Float32Array(images.length);
    const mapMaxima = new Float32Array(images.length);
    let done = 0;
    for await (const inspection of detector.inspectAll(images, job)) {
      if ('error' in inspection) throw inspection.error;
      const { input } = planPreprocess(inspection.image, config);
      const map = anomalyMap(inspection.patchScores, input.height, input.width, config.sigmaPx);
      imageScores[done] = inspection.imageScore;
      mapMaxima[done] = highestValue(map);
      done++;
    }
    return { ...detector.model, calibration: { imageScores, mapMaxima } };
  } finally {
    await detector.close();
  }
}

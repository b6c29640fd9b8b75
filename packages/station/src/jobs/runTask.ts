import type { RuntimeOptions } from 'nominal-vision/internal/config';
import { fit } from 'nominal-vision/internal/detector';
import type { JobOptions } from 'nominal-vision/internal/progress';
import { calibrateOn } from './calibrateOn.ts';
import { compareOnReviewed } from './compareOnReviewed.ts';
import { evaluateOnReviewed } from './evaluateOnReviewed.ts';
import { saveModel } from './saveModel.ts';
import { screenImages } from './screenImages.ts';
import type { Task, TaskResult } from './tasks.ts';
import { updateModel } from './updateModel.ts';

/** Does one task, in a process of its own. @throws NominalError. */
export async function runTask(
  task: Task,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<TaskResult> {
  switch (task.kind) {
    case 'fit': {
      const detector = await fit(task.images, task.config, { ...job, runtime });
      await detector.close();
      return saveModel(detector.model, task.output, job);
    }
    case 'update': {
      const result = await saveModel(await updateModel(task, runtime, job), task.output, job);
      return { ...result, reviewed: await compareOnReviewed(task, runtime, job) };
    }
    case 'calibrate':
      return saveModel(await calibrateOn(task, runtime, job), task.output, job);
    case 'screen':
      return { screened: await screenImages(task, runtime, job) };
    case 'report':
      await evaluateOnReviewed(task, runtime, job);
      return {};
  }
}

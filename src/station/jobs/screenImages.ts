import type { RuntimeOptions } from '../../config/index.ts';
import { fit } from '../../detector/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { ScreenedImage, Task } from './tasks.ts';

/** Images by how strange they are among the others, the strangest first: each is scored by a bank without it. */
export async function screenImages(
  { images, config }: Extract<Task, { kind: 'screen' }>,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<ScreenedImage[]> {
  const detector = await fit(images, config, { ...job, runtime });
  await detector.close();
  return Array.from(detector.model.calibration.imageScores, (score, image) => ({
    image,
    score,
  })).sort((a, b) => b.score - a.score);
}

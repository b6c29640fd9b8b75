import type { RuntimeOptions } from 'nominal-vision/internal/config';
import { screen } from 'nominal-vision/internal/detector';
import type { JobOptions } from 'nominal-vision/internal/progress';
import { fileHashOf } from 'nominal-vision/internal/inspector';
import type { ScreenedImage, Task } from './tasks.ts';

/** Images by how strange they are among the others, the strangest first. */
export async function screenImages(
  { images, config }: Extract<Task, { kind: 'screen' }>,
  runtime: RuntimeOptions,
  job: JobOptions,
): Promise<ScreenedImage[]> {
  const screened = await screen(images, config, { ...job, runtime });
  return screened.flatMap((image) => {
    const sha256 = fileHashOf(image);
    return sha256 === null ? [] : [{ sha256, score: image.imageScore }];
  });
}

import { type Detector, jobOf } from '../detector/index.ts';
import type { JobOptions } from '../progress.ts';
import { defectGenerators } from './defects/defectGenerators.ts';
import { TestFrames } from './TestFrames.ts';

/** Good images that defects are generated in, at most. */
const MOST_IMAGES = 16;

/**
 * Image scores of generated defects, one of each type in at most 16 of the good images, spread evenly over
 * them. The share above a threshold says how much that threshold finds, in comparison with another; it says
 * nothing about the defects that a process really makes. Where the model was fitted from these images,
 * their other patches score next to nothing, so the shares are lower than on new parts.
 *
 * @param goodImages paths, at least one.
 * @throws NominalError for an image that cannot be read, or `CANCELLED`.
 */
export async function scoresOfGenerated(
  detector: Detector,
  goodImages: readonly string[],
  job: JobOptions = {},
): Promise<readonly number[]> {
  const step = Math.max(1, goodImages.length / MOST_IMAGES);
  const count = Math.min(goodImages.length, MOST_IMAGES);
  const paths = Array.from({ length: count }, (_, i) => goodImages[Math.floor(i * step)]);
  const { config, framing } = detector.model;
  const frames = new TestFrames(paths, config.seed, detector.pipeline.runtime);
  const scores: number[] = [];
  let frame = 0;
  const made = frames.make(framing.depthRange, job.signal);
  for await (const inspection of detector.inspectAll(made, jobOf(job))) {
    if ('error' in inspection) throw inspection.error;
    if (frames.labels[frame++]) scores.push(inspection.imageScore);
    const totalImages = (1 + Object.keys(defectGenerators).length) * paths.length;
    job.onProgress?.({ phase: 'inspect', doneImages: frame, totalImages });
  }
  return scores;
}

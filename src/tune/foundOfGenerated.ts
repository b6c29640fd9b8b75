import type { Detector, ThresholdSetters } from '../detector/index.ts';
import type { JobOptions } from '../progress.ts';
import { defectGenerators } from './defects/defectGenerators.ts';
import { TestFrames } from './TestFrames.ts';

/** Good images that defects are generated in, at most. */
const MOST_IMAGES = 16;

/** How much of some generated defects the threshold finds, with the good images that set it and without them. */
export interface FoundOfGenerated {
  /** Number of generated defects. */
  readonly defects: number;
  /** Share of them above the threshold. */
  readonly found: number;
  /** The same without each of the setters, in their order; null if there is no threshold then. */
  readonly foundWithout: readonly (number | null)[];
  readonly foundWithoutAll: number | null;
}

/**
 * Measures what the images that set the threshold cost: the share of generated defects found with and
 * without them, one defect of each type in at most 16 of the good images, spread evenly over them. The
 * shares say how much one threshold finds in comparison with another; they say nothing about the defects
 * that a process really makes. Where the model was fitted from these images, their other patches score next
 * to nothing, so the shares are lower than on new parts.
 *
 * @param goodImages paths, at least one.
 * @throws NominalError for an image that cannot be read, or `CANCELLED`.
 */
export async function foundOfGenerated(
  detector: Detector,
  { images, thresholdWithoutAll }: ThresholdSetters,
  goodImages: readonly string[],
  job: JobOptions = {},
): Promise<FoundOfGenerated> {
  const scores = await scoresOfGenerated(detector, goodImages, job);
  const shareAbove = (threshold: number) =>
    scores.filter((score) => score > threshold).length / scores.length;
  const shareOrNull = (threshold: number | null) =>
    threshold === null ? null : shareAbove(threshold);
  return {
    defects: scores.length,
    found: shareAbove(detector.threshold),
    foundWithout: images.map(({ thresholdWithout }) => shareOrNull(thresholdWithout)),
    foundWithoutAll: shareOrNull(thresholdWithoutAll),
  };
}

async function scoresOfGenerated(
  detector: Detector,
  goodImages: readonly string[],
  { signal, onProgress }: JobOptions,
): Promise<readonly number[]> {
  const step = Math.max(1, goodImages.length / MOST_IMAGES);
  const count = Math.min(goodImages.length, MOST_IMAGES);
  const paths = Array.from({ length: count }, (_, i) => goodImages[Math.floor(i * step)]);
  const { config, framing } = detector.model;
  const frames = new TestFrames(paths, config.seed, detector.pipeline.runtime);
  const scores: number[] = [];
  let frame = 0;
  const made = frames.make(framing.depthRange, signal);
  // Progress is reported here: for a generator, the detector does not know how many images come.
  for await (const inspection of detector.inspectAll(
    made,
    signal === undefined ? {} : { signal },
  )) {
    if ('error' in inspection) throw inspection.error;
    if (frames.labels[frame++]) scores.push(inspection.imageScore);
    const totalImages = (1 + Object.keys(defectGenerators).length) * paths.length;
    onProgress?.({ phase: 'inspect', doneImages: frame, totalImages });
  }
  return scores;
}

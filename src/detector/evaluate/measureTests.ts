import { mapOnImage } from '../../core/image/index.ts';
import { PixelConfusion, PixelMetrics } from '../../core/metrics/index.ts';
import type { Grid } from '../../core/tensor/index.ts';
import { type Dataset, readMask, type Sample } from '../../datasets/index.ts';
import { relativeNames } from '../../files/index.ts';
import { readImageHeader } from '../../image/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { Detector } from '../inspect/Detector.ts';
import type { EvaluatedImage } from './Evaluation.ts';
import { extractAll } from '../features/extractAll.ts';
import type { Inspection } from '../inspect/Inspection.ts';
import { jobOf } from '../jobOptions.ts';

/** An evaluation that also hands each inspection to its caller, such as a report. */
export interface TestsJob extends JobOptions {
  /** Called for each test image in order. */
  readonly onInspection?: (
    sample: Sample,
    inspection: Inspection,
    detector: Detector,
  ) => void | Promise<void>;
}

/** Scores, times and pixels of all test images. */
export interface MeasuredTests {
  readonly images: readonly EvaluatedImage[];
  /** Milliseconds for each image. */
  readonly times: readonly number[];
  readonly pixels: PixelMetrics | null;
  readonly confusion: PixelConfusion | null;
  readonly confusions: ReadonlyMap<string, PixelConfusion>;
  /** Names of the images whose mask marks nothing. */
  readonly emptyMasks: readonly string[];
}

/**
 * Scores the test images of a data set and gathers their pixels.
 *
 * @throws NominalError `DATASET_LAYOUT` for a mask of another size than its image, the error of an
 *   image that cannot be read, or `CANCELLED`.
 */
export async function measureTests(
  dataset: Dataset,
  detector: Detector,
  job: TestsJob,
): Promise<MeasuredTests> {
  const samples = [...dataset.testGood, ...dataset.testDefective];
  const withMasks = dataset.testDefective.every(({ mask }) => mask !== null);
  const pixels = withMasks ? new PixelMetrics() : null;
  const { pixelThreshold } = detector.summary;
  const confusion = withMasks ? new PixelConfusion(pixelThreshold) : null;
  const confusions = new Map<string, PixelConfusion>();
  const scores: number[] = [];
  const times: number[] = [];
  const names = relativeNames(samples.map(({ path }) => path));
  const emptyMasks: string[] = [];
  // Cached features are enough for scores and maps; inspections need the images, too.
  const known = detector.pipeline.cache !== null && job.onInspection === undefined;
  const scored = known ? examined : inspected;
  for await (const { imageScore, map, elapsedMs } of scored(samples, detector, job)) {
    const { path, mask: source, defectType } = samples[scores.length];
    const name = names[scores.length];
    scores.push(imageScore);
    times.push(elapsedMs);
    if (pixels === null) continue;
    const mask = source === null ? null : await readMask(source, await readImageHeader(path));
    if (mask !== null && !mask.includes(1)) emptyMasks.push(name);
    const values = map();
    pixels.add(values, mask);
    confusion?.add(values, mask);
    if (defectType === null) continue;
    const own = confusions.get(defectType) ?? new PixelConfusion(pixelThreshold);
    confusions.set(defectType, own);
    own.add(values, mask);
  }
  const images = samples.map(({ label, defectType }, i) => ({
    name: names[i],
    defective: label === 'defective',
    defectType,
    imageScore: scores[i],
  }));
  return { images, times, pixels, confusion, confusions, emptyMasks };
}

interface ScoredImage {
  readonly imageScore: number;
  readonly map: () => Grid;
  readonly elapsedMs: number;
}

/** Scores images from their patch features, which may be cached. */
async function* examined(
  samples: readonly Sample[],
  detector: Detector,
  { signal, onProgress }: TestsJob,
): AsyncGenerator<ScoredImage> {
  const paths = samples.map(({ path }) => path);
  let doneImages = 0;
  for await (const image of extractAll(paths, detector.pipeline, signal)) {
    const start = performance.now();
    const { imageScore, map } = await detector.examine(image.parts);
    const { view } = image;
    yield {
      imageScore,
      map: () => mapOnImage(map, view),
      elapsedMs: image.elapsedMs + performance.now() - start,
    };
    onProgress?.({ phase: 'inspect', doneImages: ++doneImages, totalImages: paths.length });
  }
}

async function* inspected(
  samples: readonly Sample[],
  detector: Detector,
  job: TestsJob,
): AsyncGenerator<ScoredImage> {
  const paths = samples.map(({ path }) => path);
  let next = 0;
  for await (const inspection of detector.inspectAll(paths, jobOf(job))) {
    if ('error' in inspection) throw inspection.error;
    const { imageScore, anomalyMap, timing } = inspection;
    yield { imageScore, map: anomalyMap, elapsedMs: timing.totalMs };
    await job.onInspection?.(samples[next++], inspection, detector);
  }
}

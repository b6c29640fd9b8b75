import {
  decodeLimitsOf,
  type FitOptions,
  resolveFitConfig,
  resolveRuntimeConfig,
} from '../config/index.ts';
import { distinctImages, type FitJob } from '../detector/index.ts';
import { throwIfCancelled } from '../errors/index.ts';
import { assertCandidates, candidateOptions, type Choice } from './candidates.ts';
import { rankCandidates, type Tried } from './rankCandidates.ts';
import { resolveTuneConfig, splitImages } from './splitImages.ts';
import { TestFrames } from './TestFrames.ts';
import { tryCandidate } from './tryCandidate.ts';
import type { Tuning, TuningAxes } from './Tuning.ts';

/** How a search runs. */
export interface TuneJob extends Pick<FitJob, 'signal' | 'onProgress' | 'runtime'> {
  /** Share of the images that are held out, in (0, 1); default 0.4. */
  readonly heldOutShare?: number;
  /** Maximum number of images, drawn at random: an integer ≥ 10; default 100. */
  readonly maxImages?: number;
}

/**
 * Searches settings with good images only. Some are fitted from; the others are held out, and each gets
 * a generated defect of every type. One setting is varied at a time, keeping the best value for the
 * next, and all candidates are ranked. No defective image is used and no generated one is written, so
 * that a test with real defects remains a test.
 *
 * @param images paths of good images, at least 10 that are not copies of each other.
 * @param axes the values to try; a value that is listed twice is tried once.
 * @param options all other settings.
 * @throws NominalError `TOO_FEW_IMAGES`, `CONFIG_INVALID` before anything is computed if a combination
 *   of the values is not allowed, or as `fit` does.
 */
export async function tune(
  images: readonly string[],
  axes: TuningAxes,
  options: FitOptions = {},
  { signal, onProgress, runtime, ...rest }: TuneJob = {},
): Promise<Tuning> {
  const config = resolveTuneConfig(rest);
  const limits = decodeLimitsOf(resolveRuntimeConfig(runtime));
  assertCandidates(axes, options);
  const { seed } = resolveFitConfig({ ...options, ...candidateOptions(startOf(axes)) });
  const distinct = await distinctImages(images, limits, signal);
  const { train, heldOut } = splitImages(distinct, seed, config);
  const frames = new TestFrames(heldOut, seed, limits);
  const further = furtherValues(axes);
  const totalCandidates = further.reduce((sum, { values }) => sum + values.length, 1);
  // Counted as in tryCandidate.
  const totalImages = 2 * train.length + frames.labels.length;
  const tried: Tried[] = [];
  const report = (doneImages: number) =>
    onProgress?.({
      phase: 'tune',
      doneCandidates: tried.length,
      totalCandidates,
      doneImages,
      totalImages,
    });
  const attempt = async (choice: Choice): Promise<Attempt> => {
    throwIfCancelled(signal);
    report(0);
    const own = candidateOptions(choice);
    const all = { ...options, ...own };
    const trial = await tryCandidate(train, frames, all, { signal, runtime, onImages: report });
    tried.push({ ...trial, options: own });
    return { choice, imageAuroc: trial.imageAuroc };
  };
  let best = await attempt(startOf(axes));
  for (const { key, values } of further) {
    const { choice } = best;
    for (const value of values) {
      const one = await attempt({ ...choice, [key]: value });
      if (one.imageAuroc > best.imageAuroc) best = one;
    }
  }
  report(0);
  const candidates = rankCandidates(tried, frames);
  const copies = images.length - distinct.length;
  return { candidates, train: train.length, heldOut: heldOut.length, copies, seed };
}

interface Attempt {
  readonly choice: Choice;
  readonly imageAuroc: number;
}

/** The start of a search: the first value of each setting. */
function startOf({ taps, resize, coresetRatio, reweighting }: TuningAxes): Choice {
  return {
    taps: taps[0],
    resize: resize[0],
    coresetRatio: coresetRatio[0],
    reweighting: reweighting[0],
  };
}

/** The distinct values of each setting, except the first. */
function furtherValues(axes: TuningAxes) {
  return Object.entries(axes).map(([key, values]: [string, readonly unknown[]]) => {
    const distinct = new Map(values.map((value) => [JSON.stringify(value), value]));
    distinct.delete(JSON.stringify(values[0]));
    return { key, values: [...distinct.values()] };
  });
}

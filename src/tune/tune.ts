import { type FitOptions, resolveFitConfig } from '../config/index.ts';
import { auroc, bootstrapIntervals, median, pairedBootstrap } from '../core/metrics/index.ts';
import { Random } from '../core/random/index.ts';
import { fit, type FitJob } from '../detector/index.ts';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import { loadImage, type RawFrame } from '../image/index.ts';
import { defectGenerators, type GeneratedDefectType } from './defects/defectGenerators.ts';
import type { TunedCandidate, Tuning, TuningAxes } from './Tuning.ts';

/** How a search is done. */
export interface TuneJob extends FitJob {
  /** Share of the images that are held out, in (0, 1); 0.4 unless told. */
  readonly heldOutShare?: number;
  /** Most images used, drawn at random; 100 unless told. */
  readonly maxImages?: number;
}

/** Fewest images: some to learn from, and enough held out that an interval means something. */
const MIN_IMAGES = 10;
const types = Object.keys(defectGenerators) as GeneratedDefectType[];

/**
 * Searches settings on good images alone: some are learned from, the others are held out, and a
 * defect of every type is generated into each of those. One setting is varied at a time, the best
 * kept for the next, and all that were tried are ranked. No defective image is looked at, and no
 * generated one is written anywhere, so that a test with real defects stays a test.
 *
 * @param images paths of good images, at least 10.
 * @param axes what is tried.
 * @param options all other settings.
 * @throws NominalError `TOO_FEW_IMAGES`, or what {@link fit} throws.
 */
export async function tune(
  images: readonly string[],
  axes: TuningAxes,
  options: FitOptions = {},
  job: TuneJob = {},
): Promise<Tuning> {
  const { seed } = resolveFitConfig(options);
  const { train, heldOut } = split(images, seed, job);
  const frames = await framesOf(heldOut, seed, job.signal);
  const tried = new Map<string, Tried>();
  let best = startOf(axes);
  let bestTried: Tried | undefined;
  const settings = Object.entries(axes) as [keyof TuningAxes, readonly unknown[]][];
  const total = settings.reduce((sum, [, values]) => sum + values.length - 1, 1);
  for (const [key, values] of settings) {
    for (const value of values) {
      throwIfCancelled(job.signal);
      const choice: Choice = { ...best, [key]: value };
      const id = JSON.stringify(choice);
      if (tried.has(id)) continue;
      const one = await tryOne(train, frames, choice, options, job);
      tried.set(id, one);
      if (bestTried === undefined || one.imageAuroc > bestTried.imageAuroc) bestTried = one;
      job.onProgress?.({ phase: 'tune', doneCandidates: tried.size, totalCandidates: total });
    }
    best = bestTried?.choice ?? best;
  }
  const candidates = rank([...tried.values()], frames);
  return { candidates, train: train.length, heldOut: heldOut.length, seed };
}

type Choice = { readonly [Key in keyof TuningAxes]: TuningAxes[Key][number] };

function startOf(axes: TuningAxes): Choice {
  const { taps, resize, coresetRatio, reweighting } = axes;
  return {
    taps: taps[0],
    resize: resize[0],
    coresetRatio: coresetRatio[0],
    reweighting: reweighting[0],
  };
}

interface Tried {
  readonly choice: Choice;
  readonly scores: readonly number[];
  readonly imageAuroc: number;
  readonly bankRows: number;
  readonly fitSeconds: number;
  readonly msPerImage: number;
}

/** A held-out image, good or with a generated defect. */
interface TestFrame {
  readonly frame: RawFrame;
  readonly type: GeneratedDefectType | null;
}

function split(
  images: readonly string[],
  seed: number,
  { heldOutShare = 0.4, maxImages = 100 }: TuneJob,
): { readonly train: string[]; readonly heldOut: string[] } {
  if (images.length < MIN_IMAGES) {
    throw new NominalError('TOO_FEW_IMAGES', {
      what: 'there are too few good images to search settings with',
      expected: `at least ${MIN_IMAGES}`,
      received: String(images.length),
      remedy: 'Add images of good parts',
    });
  }
  const order = new Random(seed).permutation(images.length).subarray(0, maxImages);
  const drawn = Array.from(order, (i) => images[i]);
  const count = Math.max(1, Math.min(drawn.length - 2, Math.round(heldOutShare * drawn.length)));
  return { train: drawn.slice(count), heldOut: drawn.slice(0, count) };
}

async function framesOf(
  heldOut: readonly string[],
  seed: number,
  signal: AbortSignal | undefined,
): Promise<TestFrame[]> {
  // Not the stream of the split: one image more or less must not change every defect.
  const random = new Random(seed + 1);
  const frames: TestFrame[] = [];
  for (const path of heldOut) {
    throwIfCancelled(signal);
    const { image: good } = await loadImage(path);
    frames.push({ frame: { ...sizeOf(good), channels: 3, data: good.data }, type: null });
    for (const type of types) {
      const { image } = defectGenerators[type](good, random);
      frames.push({ frame: { ...sizeOf(image), channels: 3, data: image.data }, type });
    }
  }
  return frames;
}

function sizeOf({ height, width }: { readonly height: number; readonly width: number }) {
  return { height, width };
}

async function tryOne(
  train: readonly string[],
  frames: readonly TestFrame[],
  choice: Choice,
  options: FitOptions,
  { signal, runtime }: TuneJob,
): Promise<Tried> {
  const { taps, ...others } = choice;
  const config = { ...options, ...others, ...(taps === undefined ? {} : { taps: [...taps] }) };
  const job = { ...(signal && { signal }), ...(runtime && { runtime }) };
  const start = performance.now();
  const detector = await fit(train, config, job);
  try {
    const fitSeconds = (performance.now() - start) / 1000;
    const scores: number[] = [];
    const times: number[] = [];
    const sources = frames.map(({ frame }) => frame);
    for await (const inspection of detector.inspectAll(sources, job)) {
      if ('error' in inspection) throw inspection.error;
      scores.push(inspection.imageScore);
      times.push(inspection.timing.totalMs);
    }
    return {
      choice,
      scores,
      imageAuroc: auroc(scores, labelsOf(frames)),
      bankRows: detector.model.bank.rows,
      fitSeconds,
      msPerImage: median(times),
    };
  } finally {
    await detector.close();
  }
}

function rank(tried: readonly Tried[], frames: readonly TestFrame[]): TunedCandidate[] {
  const labels = labelsOf(frames);
  const ranked = tried.toSorted((a, b) => b.imageAuroc - a.imageAuroc);
  return ranked.map(({ choice, scores, imageAuroc, bankRows, fitSeconds, msPerImage }, i) => {
    const { taps, ...others } = choice;
    return {
      options: { ...others, ...(taps === undefined ? {} : { taps: [...taps] }) },
      imageAuroc,
      interval: bootstrapIntervals(scores, labels, { auroc }).auroc,
      byType: aurocByType(scores, frames),
      pValueToBest: i === 0 ? 1 : pairedBootstrap(ranked[0].scores, scores, labels, auroc).pValue,
      bankRows,
      fitSeconds,
      msPerImage,
    };
  });
}

function aurocByType(scores: readonly number[], frames: readonly TestFrame[]) {
  const entries = types.map((type) => {
    const own = frames.map((_, i) => i).filter((i) => [type, null].includes(frames[i].type));
    const value = auroc(
      own.map((i) => scores[i]),
      own.map((i) => frames[i].type !== null),
    );
    return [type, value] as const;
  });
  return Object.fromEntries(entries) as Record<GeneratedDefectType, number>;
}

function labelsOf(frames: readonly TestFrame[]): boolean[] {
  return frames.map(({ type }) => type !== null);
}

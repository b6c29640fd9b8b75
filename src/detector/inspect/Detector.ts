// Programs that set `lib` themselves, such as to ES2023 alone, do not get the types of disposal otherwise.
/// <reference lib="esnext.disposable" preserve="true" />
import {
  checkOptions,
  type OptionKinds,
  resolveRuntimeConfig,
  type RuntimeOptions,
} from '../../config/index.ts';
import { deviationFrom, type LikelyCause } from '../../core/appearance/index.ts';
import type { DriftState, RejectState } from '../../core/calibration/index.ts';
import { mapOnImage, releasePixels } from '../../core/image/index.ts';
import type { Matrix } from '../../core/tensor/index.ts';
import { NominalError, throwIfCancelled } from '../../errors/index.ts';
import { type ImageSource, unlikeSeen } from '../../image/index.ts';
import type { Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import { closedError } from './closedError.ts';
import { explain } from './explain.ts';
import { viewOf } from '../features/ImageFeatures.ts';
import { closeImages, type Images, type ImageSources, openImages } from '../images/Images.ts';
import { inBatches } from '../../async/index.ts';
import { type Inspection, type InspectionFailure, inspectionJson } from './Inspection.ts';
import { jobOptions } from '../jobOptions.ts';
import type { ExtractedImage, FeatureParts } from '../features/ExtractedImage.ts';
import { Pipeline } from '../features/Pipeline.ts';
import type { PreparedImage } from '../features/prepareImage.ts';
import { markedRegions } from '../scoring/markedRegions.ts';
import { type MeasuredSource, measureExtracted } from '../scoring/measureExtracted.ts';
import { readModelFile } from '../modelFile/readModelFile.ts';
import {
  judge,
  type JudgedImage,
  placesOn,
  Scorer,
  type SearchedImage,
} from '../scoring/Scorer.ts';
import type { ThresholdChoice, ThresholdSummary } from '../scoring/Thresholds.ts';
import { Verdicts } from '../scoring/Verdicts.ts';
import { MeasuringWorkers } from './MeasuringWorkers.ts';
import { writeModel } from '../modelFile/writeModel.ts';

/** How a detector is opened on this machine. */
export interface DetectorOptions {
  readonly runtime?: RuntimeOptions;
  /** Share of good parts that may be rejected, in (0, 1), instead of the model's. */
  readonly falseRejectRate?: number;
  /** Whether a tail model sets the threshold of a rate that the images do not resolve, instead of the model's setting. */
  readonly extrapolate?: boolean;
  /** Raw threshold of the image score, instead of the one derived from the rate. */
  readonly threshold?: number;
  /** Probability that the drift test ever raises an alarm although nothing has changed; by default 0.01. */
  readonly driftFalseAlarmRate?: number;
  /**
   * Probability that the test of the rejected share raises an alarm although no more good images are
   * rejected than the calibration images leave possible; by default 0.01.
   */
  readonly rejectFalseAlarmRate?: number;
  /** Name or path of the backbone, instead of the name that the model was fitted with. */
  readonly backbone?: string;
}

const detectorOptions: OptionKinds<DetectorOptions> = {
  runtime: 'any',
  // Checked with their ranges by Thresholds.
  falseRejectRate: 'any',
  extrapolate: 'boolean',
  threshold: 'any',
  driftFalseAlarmRate: 'number',
  rejectFalseAlarmRate: 'number',
  backbone: 'string',
};

const DRIFT_FALSE_ALARM_RATE = 0.01;
const REJECT_FALSE_ALARM_RATE = 0.01;

/**
 * A fitted detector: a model with its backbone, ready to inspect. There is no unfitted one.
 * It holds the networks' memory until it is closed; `await using` closes it at the end of its block.
 *
 * @example
 * ```ts
 * import { fit } from 'nominal-vision';
 *
 * await using detector = await fit('good');
 * const { verdict } = await detector.inspect('new.png');
 * console.log(verdict);
 * ```
 */
export class Detector implements AsyncDisposable {
  /** Checksum of the file that the model was read from; null if it did not come from a file. */
  readonly checksum: string | null;
  readonly #pipeline: Pipeline;
  readonly #scorer: Scorer;
  readonly #verdicts: Verdicts;
  #model: Model;
  #workers: MeasuringWorkers | null = null;
  /** Set once the detector is closed. */
  #closing: Promise<void> | null = null;

  private constructor(
    model: Model,
    pipeline: Pipeline,
    scorer: Scorer,
    options: DetectorOptions,
    checksum: string | null,
  ) {
    this.#model = model;
    this.checksum = checksum;
    this.#pipeline = pipeline;
    this.#scorer = scorer;
    const { falseRejectRate, threshold } = options;
    const choice = {
      falseRejectRate: falseRejectRate ?? model.config.falseRejectRate,
      extrapolate: options.extrapolate ?? model.config.extrapolate,
      // A requested rate takes precedence over the model's own threshold.
      threshold: threshold ?? (falseRejectRate === undefined ? model.threshold : null),
    };
    this.#verdicts = new Verdicts(model, choice, {
      drift: options.driftFalseAlarmRate ?? DRIFT_FALSE_ALARM_RATE,
      rejects: options.rejectFalseAlarmRate ?? REJECT_FALSE_ALARM_RATE,
    });
  }

  /**
   * @internal Takes over the pipeline. @throws NominalError `MODEL_DAMAGED` if the bank does not hold its
   *   features.
   */
  static async create(
    model: Model,
    pipeline: Pipeline,
    options: DetectorOptions = {},
    checksum: string | null = null,
  ): Promise<Detector> {
    const { bank, config, grid, rowPatches } = model;
    refuseOtherFeatures(model, pipeline);
    const places = grid === null ? null : { grid, cells: rowPatches };
    const scorer = await Scorer.build(bank, config, pipeline.products, { places });
    // The search holds the bank; a second copy of it would be the largest thing in memory.
    return new Detector({ ...model, bank: scorer.bank }, pipeline, scorer, options, checksum);
  }

  /**
   * Reads a model file and opens its backbone.
   *
   * @throws NominalError `INPUT_NOT_FOUND`, `MODEL_DAMAGED`, `MODEL_TOO_NEW`, `BACKBONE_NOT_FOUND`,
   *   `BACKBONE_INVALID`, `BACKBONE_MISMATCH` or `CONFIG_INVALID`.
   *
   * @example
   * ```ts
   * import { Detector } from 'nominal-vision';
   *
   * await using detector = await Detector.load('part.nominal', { falseRejectRate: 0.05 });
   * console.log(detector.threshold, detector.summary.heldRate);
   * ```
   */
  static async load(path: string, options: DetectorOptions = {}): Promise<Detector> {
    checkOptions(options, detectorOptions, 'Detector.load');
    const runtime = resolveRuntimeConfig(options.runtime);
    const { model, checksum } = await readModelFile(path);
    const backbone = options.backbone ?? model.backbone.name;
    const pipeline = await Pipeline.open(
      { ...model.config, backbone },
      runtime,
      model.activationRanges,
      model.framing,
    );
    try {
      const { sha256 } = pipeline.backbone;
      if (sha256 !== model.backbone.sha256) {
        throw new NominalError('BACKBONE_MISMATCH', {
          reason: 'backboneOther',
          what: `the backbone ${backbone} is not the one that ${path} was fitted with`,
          expected: `a network with SHA-256 ${model.backbone.sha256}`,
          received: sha256,
          remedy: 'Name the folder where that network is now, or fit the model again',
        });
      }
      return await Detector.create(model, pipeline, options, checksum);
    } catch (error) {
      await pipeline.close();
      throw error;
    }
  }

  /** What was learned. */
  get model(): Model {
    return this.#model;
  }

  /** Share of good parts that may be rejected, in (0, 1). */
  get falseRejectRate(): number {
    return this.#verdicts.choice.falseRejectRate;
  }

  /** Whether a tail model sets the threshold of a rate that the calibration images do not resolve. */
  get extrapolate(): boolean {
    return this.#verdicts.choice.extrapolate;
  }

  /** The raw score above which an image is anomalous. */
  get threshold(): number {
    return this.#verdicts.threshold;
  }

  /** The value of the anomaly map above which a pixel belongs to a region. */
  get pixelThreshold(): number {
    return this.#verdicts.pixelThreshold;
  }

  /** The thresholds, and what they rest on. */
  get summary(): ThresholdSummary {
    return this.#verdicts.summary;
  }

  /**
   * The result of the drift test on the scores of images that passed, in order of inspection; null if the
   * threshold leaves no calibration score to compare with.
   */
  get drift(): DriftState | null {
    return this.#verdicts.drift;
  }

  /** Restarts the drift test, for use after the cause of an alarm was removed. */
  restartDriftTest(): void {
    this.#verdicts.restartDriftTest();
  }

  /**
   * The result of the test of the rejected share, over all images in order of inspection; null if the
   * threshold rejects every calibration image. Its alarm ends by itself once images pass again.
   */
  get rejects(): RejectState | null {
    return this.#verdicts.rejects;
  }

  /**
   * What has changed most in the latest images while one of the two tests alarms: light, contrast, focus, noise or
   * color. Null if nothing has, if neither alarms, or if the model does not know how its images looked.
   */
  get cause(): LikelyCause | null {
    return this.#verdicts.cause;
  }

  /** Restarts the test of the rejected share. */
  restartRejectTest(): void {
    this.#verdicts.restartRejectTest();
  }

  /**
   * Sets another false-reject rate, from the calibration scores that the model keeps; this replaces a
   * threshold that was set by hand. Both tests restart.
   *
   * @param falseRejectRate in (0, 1).
   * @param extrapolate whether a tail model sets the threshold if the images do not resolve the rate; by
   *   default as before.
   * @throws NominalError `CONFIG_INVALID`.
   */
  setFalseRejectRate(falseRejectRate: number, extrapolate = this.extrapolate): void {
    this.#choose({ falseRejectRate, extrapolate, threshold: null });
  }

  /**
   * Sets the raw threshold by hand, or with null returns to that of the false-reject rate. Both tests
   * restart.
   *
   * @throws NominalError `CONFIG_INVALID`.
   */
  setThreshold(threshold: number | null): void {
    this.#choose({ ...this.#verdicts.choice, threshold });
  }

  #choose(choice: ThresholdChoice): void {
    this.#verdicts.choose(choice);
    const { falseRejectRate, extrapolate, threshold } = choice;
    const config = { ...this.#model.config, falseRejectRate, extrapolate };
    this.#model = { ...this.#model, config, threshold };
  }

  /** Writes the model file: to a temporary name first, then renamed. @throws NominalError `OUTPUT_FAILED` or `CANCELLED`. */
  async save(path: string, job: JobOptions = {}): Promise<void> {
    checkOptions(job, jobOptions, 'save');
    await writeModel(path, this.#model, job);
  }

  /** Inspects one image. @throws NominalError for an image that cannot be read, or `CLOSED`. */
  async inspect(source: ImageSource): Promise<Inspection> {
    this.#refuseClosed();
    try {
      const [extracted] = await this.#pipeline.extract([await this.#pipeline.prepare(source)]);
      return this.#judge(await measureExtracted(extracted, this.#scorer, this.#pipeline));
    } catch (error) {
      throw this.#reasonOf(error);
    }
  }

  /**
   * Inspects images in order, a few at a time if they are available. An image that cannot be read is
   * reported in its place and does not stop the others. An abort ends the wait for the next image of a
   * stalled stream at once.
   *
   * @throws NominalError `CANCELLED`, `CLOSED`, or the error of a folder without images.
   *
   * @example
   * ```ts
   * import { Detector } from 'nominal-vision';
   *
   * await using detector = await Detector.load('part.nominal');
   * for await (const result of detector.inspectAll('new')) {
   *   if ('error' in result) console.error(result.path, result.error.message);
   *   else console.log(result.path, result.verdict, result.imageScore);
   * }
   * ```
   */
  async *inspectAll(
    images: Images,
    job: JobOptions = {},
  ): AsyncGenerator<Inspection | InspectionFailure> {
    checkOptions(job, jobOptions, 'inspectAll');
    this.#refuseClosed();
    const sources = await openImages(images, job.signal);
    try {
      yield* this.#inspectSources(sources, job);
    } catch (error) {
      throw this.#reasonOf(error);
    } finally {
      await closeImages(sources);
    }
  }

  async *#inspectSources(
    sources: ImageSources,
    { signal, onProgress }: JobOptions,
  ): AsyncGenerator<Inspection | InspectionFailure> {
    const known = Array.isArray(sources) ? sources.length : undefined;
    let doneImages = 0;
    const { workers } = this.#pipeline.runtime;
    const scorer = this.#scorer;
    const { axes } = scorer;
    // Workers search at any place only; rows that match near their own place are searched in this thread.
    const inThread = workers === 1 || axes === undefined;
    const all = inThread
      ? this.#measureAll(sources)
      : this.#team(scorer.bank, axes).measureAll(sources);
    for await (const measured of all) {
      throwIfCancelled(signal);
      yield 'error' in measured ? measured : this.#judgeOrFail(measured);
      doneImages++;
      onProgress?.({ phase: 'inspect', doneImages, totalImages: known ?? doneImages });
    }
    throwIfCancelled(signal);
  }

  /** Measures images in this thread, a few at a time. */
  async *#measureAll(sources: ImageSources): AsyncGenerator<MeasuredSource | InspectionFailure> {
    const prepare = (source: ImageSource) => this.#prepare(source);
    for await (const batch of inBatches(sources, this.#pipeline.batchImages, prepare)) {
      const readable = batch.filter((prepared): prepared is PreparedImage => 'source' in prepared);
      const extracted = this.#pipeline.extractEach(readable);
      for (const prepared of batch) {
        const next = 'error' in prepared ? prepared : (await extracted.next()).value;
        if (next === undefined) throw new RangeError('an image was lost in its batch');
        if ('error' in next) yield next;
        else {
          const measured = await this.#measureOrFail(next);
          // The aligned copy is no longer needed.
          if (next.shown !== next.source.image) releasePixels(next.shown);
          yield measured;
        }
      }
    }
  }

  async #measureOrFail(extracted: ExtractedImage): Promise<MeasuredSource | InspectionFailure> {
    try {
      return await measureExtracted(extracted, this.#scorer, this.#pipeline);
    } catch (error) {
      return failureOf(extracted.source.path, error);
    }
  }

  #judgeOrFail(measured: MeasuredSource): Inspection | InspectionFailure {
    try {
      return this.#judge(measured);
    } catch (error) {
      return failureOf(measured.source.path, error);
    }
  }

  /** The threads that measure in parallel, started when they are first needed. */
  #team(bank: Matrix, axes: Matrix): MeasuringWorkers {
    if (this.#workers !== null) return this.#workers;
    const { config, runtime } = this.#pipeline;
    const { workers } = runtime;
    const threads = Math.max(1, Math.floor(runtime.threads / workers));
    const { activationRanges, framing } = this.#model;
    this.#workers = new MeasuringWorkers({
      config,
      runtime: { ...runtime, threads },
      activationRanges,
      framing,
      workers,
      bank,
      axes,
    });
    return this.#workers;
  }

  /** Frees the networks' memory; the detector can no longer inspect. A second call does nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  /** Closes the detector at the end of the block of `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #release(): Promise<void> {
    await this.#workers?.close();
    await this.#pipeline.close();
  }

  #refuseClosed(): void {
    if (this.#closing !== null) throw closedError('detector');
  }

  /** Closing a detector while it works makes ONNX Runtime and the threads fail, which is reported as `CLOSED`. */
  #reasonOf(error: unknown): unknown {
    const isOwn = error instanceof NominalError && error.code !== 'WORKER_FAILED';
    return this.#closing === null || isOwn ? error : closedError('detector', error);
  }

  async #prepare(source: ImageSource): Promise<PreparedImage | InspectionFailure> {
    try {
      return await this.#pipeline.prepare(source);
    } catch (error) {
      return failureOf(typeof source === 'string' ? source : null, error);
    }
  }

  /** @internal The pipeline, which this detector still owns and closes. */
  get pipeline(): Pipeline {
    this.#refuseClosed();
    return this.#pipeline;
  }

  /** @internal Scores of one image, without a verdict. */
  async examine(parts: FeatureParts): Promise<JudgedImage> {
    return this.#score(await this.#scorer.measure(parts));
  }

  #score(searched: SearchedImage): JudgedImage {
    const { config, places } = this.#model;
    return judge(searched, placesOn(searched.patchScores, places), config);
  }

  #judge({ source, searched, extractMs, searchMs }: MeasuredSource): Inspection {
    const start = performance.now();
    const { path, image, traits, plan, decodeMs, preprocessMs } = source;
    const { seen } = this.#model.framing;
    const warnings = [...source.warnings, ...(seen === null ? [] : unlikeSeen(traits, seen))];
    const { map, imageScore, zoneScores, patchScores } = this.#score(searched);
    const anomalyMap = () => mapOnImage(map, plan);
    const { rarity, heatScale } = this.#verdicts;
    const usual = seen?.appearance ?? null;
    const looks = source.appearance;
    const deviation = usual === null || looks === null ? null : deviationFrom(usual, looks);
    const decision = this.#verdicts.decide(imageScore, zoneScores, deviation);
    const { pixelThreshold } = this.#verdicts;
    const { config } = this.#model;
    const regions = markedRegions(
      { map, view: plan, decision, ...searched },
      pixelThreshold,
      config,
    );
    const scoreMs = performance.now() - start;
    const model = this.#model;
    const inspection: Omit<Inspection, 'toJSON'> = {
      path,
      image,
      warnings,
      view: { input: plan.input, ...viewOf(plan) },
      ...decision,
      regions,
      patchScores,
      scope: searched.scope,
      heatScale,
      anomalyMap,
      rarityMap: () => rarity.map(anomalyMap()),
      explain: (count) => explain({ ...searched, patchScores }, plan, model, count),
      timing: {
        decodeMs,
        preprocessMs,
        extractMs,
        searchMs,
        scoreMs,
        totalMs: decodeMs + preprocessMs + extractMs + searchMs + scoreMs,
      },
    };
    return { ...inspection, toJSON: () => inspectionJson(inspection) };
  }
}

/** The outcome for an image. @throws errors that are not the fault of an image or a model. */
function failureOf(path: string | null, error: unknown): InspectionFailure {
  if (!(error instanceof NominalError)) throw error;
  return { path, error };
}

/** The bank must be as wide as the network's features. */
function refuseOtherFeatures({ bank, backbone }: Model, pipeline: Pipeline): void {
  const { dimension } = pipeline.backbone;
  if (bank.columns === dimension) return;
  throw new NominalError('MODEL_DAMAGED', {
    reason: 'backboneOther',
    what: `the memory bank does not hold features of the backbone ${backbone.name}`,
    expected: `rows of ${dimension} values`,
    received: String(bank.columns),
    remedy: 'Copy the model again from where it was made, or fit it again',
  });
}

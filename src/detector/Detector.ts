import { readFile } from 'node:fs/promises';
import { type RuntimeOptions, resolveRuntimeConfig } from '../config/index.ts';
import {
  conformalPValue,
  type PlaceStatistics,
  type RejectThreshold,
  rejectThreshold,
} from '../core/calibration/index.ts';
import { sampleGrid } from '../core/image/index.ts';
import { findRegions } from '../core/regions/index.ts';
import type { Grid } from '../core/tensor/index.ts';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import type { ImageSource } from '../image/index.ts';
import { decodeModel, encodeModel, type Model } from '../model/index.ts';
import type { JobOptions } from '../progress.ts';
import type { Inspection, InspectionFailure } from './Inspection.ts';
import { type ExtractedImage, Pipeline } from './Pipeline.ts';
import type { PreparedImage } from './prepareImage.ts';
import { inBatches } from './inBatches.ts';
import { judge, Scorer } from './Scorer.ts';

/** How a detector is opened on this machine. */
export interface DetectorOptions {
  readonly runtime?: RuntimeOptions;
  /** Share of good parts that may be rejected, in (0, 1), in place of the model's. */
  readonly falseRejectRate?: number;
  /** Name or path of the backbone, in place of the one that the model was fitted with by name. */
  readonly backbone?: string;
}

/**
 * A fitted detector: a model with its backbone, ready to inspect. There is no unfitted one.
 * It holds the networks' memory until it is closed.
 */
export class Detector {
  readonly model: Model;
  /** Share of good parts that may be rejected. */
  readonly falseRejectRate: number;
  readonly #pipeline: Pipeline;
  readonly #scorer: Scorer;
  readonly #ascendingScores: Float32Array;
  readonly #reject: RejectThreshold;
  readonly #pixelReject: RejectThreshold;

  private constructor(model: Model, pipeline: Pipeline, scorer: Scorer, falseRejectRate: number) {
    this.model = model;
    this.falseRejectRate = falseRejectRate;
    this.#pipeline = pipeline;
    this.#scorer = scorer;
    this.#ascendingScores = model.calibration.imageScores.slice().sort();
    this.#reject = rejectThreshold(this.#ascendingScores, falseRejectRate);
    this.#pixelReject = rejectThreshold(
      model.calibration.mapMaxima.slice().sort(),
      falseRejectRate,
    );
  }

  /** @internal Takes over the pipeline. */
  static async create(
    model: Model,
    pipeline: Pipeline,
    falseRejectRate: number = model.config.falseRejectRate,
  ): Promise<Detector> {
    if (!(falseRejectRate > 0 && falseRejectRate < 1)) {
      throw new NominalError('CONFIG_INVALID', {
        what: 'the false-reject rate is not valid',
        expected: 'a number between 0 and 1',
        received: String(falseRejectRate),
      });
    }
    const scorer = await Scorer.build(model.bank, model.config, pipeline.products);
    // The search holds the bank; a second copy of it would be the largest thing in memory.
    return new Detector({ ...model, bank: scorer.bank }, pipeline, scorer, falseRejectRate);
  }

  /**
   * Reads a model file and opens its backbone.
   *
   * @throws NominalError `INPUT_NOT_FOUND`, `MODEL_DAMAGED`, `MODEL_TOO_NEW`, `BACKBONE_NOT_FOUND`,
   *   `BACKBONE_INVALID`, `BACKBONE_MISMATCH` or `CONFIG_INVALID`.
   */
  static async load(path: string, options: DetectorOptions = {}): Promise<Detector> {
    const runtime = resolveRuntimeConfig(options.runtime);
    const model = decodeModel(await readModelFile(path), path);
    const backbone = options.backbone ?? model.backbone.name;
    const pipeline = await Pipeline.open(
      { ...model.config, backbone },
      runtime,
      model.activationRanges,
    );
    try {
      const { sha256 } = pipeline.backbone;
      if (sha256 !== model.backbone.sha256) {
        throw new NominalError('BACKBONE_MISMATCH', {
          what: `the backbone ${backbone} is not the one that ${path} was fitted with`,
          expected: `a network with SHA-256 ${model.backbone.sha256}`,
          received: sha256,
          remedy: 'Name the folder where that network is now, or fit the model anew',
        });
      }
      return await Detector.create(model, pipeline, options.falseRejectRate);
    } catch (error) {
      await pipeline.close();
      throw error;
    }
  }

  /** The raw score above which an image is anomalous. */
  get threshold(): number {
    return this.#reject.threshold;
  }

  /** Whether the threshold lies beyond what the number of training images can resolve. */
  get thresholdExtrapolated(): boolean {
    return this.#reject.extrapolated;
  }

  /** The value of the anomaly map above which a pixel belongs to a region. */
  get pixelThreshold(): number {
    return this.#pixelReject.threshold;
  }

  /** Writes the model file: beside its place first, then renamed. @throws NominalError `OUTPUT_FAILED` or `CANCELLED`. */
  async save(path: string, job: JobOptions = {}): Promise<void> {
    throwIfCancelled(job.signal);
    const bytes = encodeModel(this.model);
    job.onProgress?.({ phase: 'write', doneBytes: 0, totalBytes: bytes.length });
    await writeFileAtomic(path, bytes, job.signal === undefined ? {} : { signal: job.signal });
    job.onProgress?.({ phase: 'write', doneBytes: bytes.length, totalBytes: bytes.length });
  }

  /** Inspects one image. @throws NominalError of an image that cannot be read. */
  async inspect(source: ImageSource): Promise<Inspection> {
    const [extracted] = await this.#pipeline.extract([await this.#pipeline.prepare(source)]);
    return this.#judge(extracted);
  }

  /**
   * Inspects images in order, a few at a time as far as they are there. An image that cannot be read
   * is reported in its place and does not stop the others.
   *
   * @throws NominalError `CANCELLED`.
   */
  async *inspectAll(
    sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
    { signal, onProgress }: JobOptions = {},
  ): AsyncGenerator<Inspection | InspectionFailure> {
    const known = Array.isArray(sources) ? sources.length : undefined;
    let doneImages = 0;
    const prepare = (source: ImageSource) => this.#prepare(source);
    for await (const batch of inBatches(sources, this.#pipeline.batchImages, prepare)) {
      throwIfCancelled(signal);
      const readable = batch.filter((prepared): prepared is PreparedImage => 'tensor' in prepared);
      const extracted = (await this.#pipeline.extract(readable)).values();
      for (const prepared of batch) {
        throwIfCancelled(signal);
        const next = 'error' in prepared ? prepared : extracted.next().value;
        if (next === undefined) throw new RangeError('an image was lost in its batch');
        yield 'error' in next ? next : await this.#judge(next);
        doneImages++;
        onProgress?.({ phase: 'inspect', doneImages, totalImages: known ?? doneImages });
      }
    }
  }

  /** Lets the networks' memory go; the detector is of no use after. */
  async close(): Promise<void> {
    await this.#pipeline.close();
  }

  async #prepare(source: ImageSource): Promise<PreparedImage | InspectionFailure> {
    try {
      return await this.#pipeline.prepare(source);
    } catch (error) {
      if (!(error instanceof NominalError)) throw error;
      return { path: typeof source === 'string' ? source : null, error };
    }
  }

  /** An image on another patch grid than the training images has no place in common with them. */
  #placesFor({ height, width }: Grid): PlaceStatistics | null {
    const { places } = this.model;
    return places?.mean.height === height && places.mean.width === width ? places : null;
  }

  async #judge(extracted: ExtractedImage): Promise<Inspection> {
    const { path, image, plan, decodeMs, preprocessMs, extractMs } = extracted;
    const searchStart = performance.now();
    const measured = await this.#scorer.measure(extracted);
    const start = performance.now();
    const places = this.#placesFor(measured.patchScores);
    const { map, imageScore, patchScores } = judge(measured, places, this.model.config);
    const anomalyMap = () => sampleGrid(map, plan.sourceBox, image.height, image.width);
    const pixelThreshold = this.pixelThreshold;
    const quiet = map.data.every((value) => value <= pixelThreshold);
    const regions = quiet ? [] : findRegions(anomalyMap(), pixelThreshold);
    const { threshold, extrapolated } = this.#reject;
    const searchMs = start - searchStart;
    const scoreMs = performance.now() - start;
    return {
      path,
      image,
      imageScore,
      pValue: conformalPValue(this.#ascendingScores, imageScore),
      threshold,
      thresholdExtrapolated: extrapolated,
      verdict: imageScore > threshold ? 'anomalous' : 'nominal',
      regions,
      patchScores,
      anomalyMap,
      timing: {
        decodeMs,
        preprocessMs,
        extractMs,
        searchMs,
        scoreMs,
        totalMs: decodeMs + preprocessMs + extractMs + searchMs + scoreMs,
      },
    };
  }
}

async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `the model file ${path} cannot be read`,
      remedy: 'Check the path, or write the model with "nominal fit"',
      cause,
    });
  }
}

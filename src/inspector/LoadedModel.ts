import type { RuntimeOptions } from '../config/index.ts';
import { maskRuns, releasePixels } from '../core/image/index.ts';
import { Detector, type Inspection } from '../detector/index.ts';
import type { Judgement, NearestPatch } from '../decision/index.ts';
import { fileHashOf } from './fileHashOf.ts';
import { Channel } from './Channel.ts';
import { collectNow } from '../garbage.ts';
import { heatSteps } from './heatSteps.ts';
import type { InspectRequest } from './messages.ts';
import { type NominalError, nominalError, plainError } from '../errors/index.ts';

/** Approximate memory of a backbone with its session, which ONNX Runtime does not report. */
const BACKBONE_BYTES = 64 * 2 ** 20;
/** Pixels of an image that are collected once it is judged; less is left to the engine, which needs 10 ms for it. */
const LARGE_IMAGE_BYTES = 24 * 2 ** 20;

/** Receives the outcome of each request. */
export interface JudgementListener {
  readonly judged: (id: number, judgement: Judgement) => void;
  readonly failed: (id: number, error: NominalError) => void;
  /** Called when the models in memory have changed. */
  readonly models: (modelIds: readonly string[]) => void;
}

/**
 * A model in memory with one endless run of inspections: the images of all requests go through one
 * pipeline, which decodes the next image while the network works on the current one.
 */
export class LoadedModel {
  /** Approximate memory that it takes. */
  readonly bytes: number;
  readonly #detector: Detector;
  readonly #channel = new Channel<string | Uint8Array>();
  readonly #pending: InspectRequest[] = [];
  readonly #run: Promise<void>;
  readonly #listener: JudgementListener;
  #failure: NominalError | null = null;

  private constructor(detector: Detector, workers: number, listener: JudgementListener) {
    this.#detector = detector;
    const { bank } = detector.model;
    const copies = workers > 1 ? 1 + workers : 1;
    // The bank itself, and its leading axes for the search's bounds.
    this.bytes = copies * (BACKBONE_BYTES + bank.data.byteLength * 1.5);
    this.#listener = listener;
    this.#run = this.#inspectAll(listener);
  }

  /** @throws NominalError for a model that cannot be read. */
  static async load(
    { modelPath, falseRejectRate, threshold = null }: InspectRequest,
    runtime: RuntimeOptions,
    listener: JudgementListener,
  ): Promise<LoadedModel> {
    const detector = await Detector.load(modelPath, {
      runtime,
      ...(falseRejectRate === null ? {} : { falseRejectRate }),
      ...(threshold === null ? {} : { threshold }),
    });
    return new LoadedModel(detector, runtime.workers ?? 1, listener);
  }

  /** Whether an error has ended its run: it answers no more requests and must be loaded again. */
  get failed(): boolean {
    return this.#failure !== null;
  }

  get idle(): boolean {
    return this.#pending.length === 0;
  }

  inspect(request: InspectRequest): void {
    if (this.#failure !== null) {
      this.#listener.failed(request.id, this.#failure);
      return;
    }
    this.#pending.push(request);
    this.#channel.push(request.image);
  }

  /** Waits until all requests are answered, then releases the memory. */
  async close(): Promise<void> {
    this.#channel.close();
    await this.#run;
    await this.#detector.close();
  }

  async #inspectAll(listener: JudgementListener): Promise<void> {
    try {
      for await (const outcome of this.#detector.inspectAll(this.#channel)) {
        const request = this.#pending.shift();
        if (request === undefined) throw new RangeError('an inspection without a request');
        if ('error' in outcome) listener.failed(request.id, outcome.error);
        else {
          const { image } = outcome;
          const bytes = image.data.length;
          const judgement = judgementOf(outcome, this.#detector);
          releasePixels(image);
          // The answer goes first; the request that it makes room for is read after this.
          listener.judged(request.id, judgement);
          if (bytes >= LARGE_IMAGE_BYTES) collectNow();
        }
      }
    } catch (error) {
      // Only the requests that wait for this model fail; other models are not affected.
      const failure = nominalError(plainError(error));
      this.#failure = failure;
      for (const { id } of this.#pending.splice(0)) listener.failed(id, failure);
    }
  }
}

function judgementOf(inspection: Inspection, detector: Detector): Judgement {
  const { image, patchScores, imageScore, pValue, threshold, verdict } = inspection;
  const { input, sourceBox, toImage } = inspection.view;
  const { scope } = inspection;
  return {
    imageScore,
    pValue,
    threshold,
    verdict,
    patchScores: patchScores.data,
    details: {
      height: image.height,
      width: image.width,
      heldRate: inspection.heldRate,
      thresholdExtrapolated: inspection.thresholdExtrapolated,
      highestRejectShare: inspection.rejects?.highestShare ?? null,
      warnings: inspection.warnings,
      appearance: inspection.appearance,
      pixelThreshold: detector.pixelThreshold,
      heatScale: heatSteps(inspection.heatScale),
      regions: inspection.regions,
      zones: inspection.zones.map(({ name, score, threshold: own, verdict: said }) => ({
        ...{ name, score },
        threshold: own,
        verdict: said,
      })),
      whole: inspection.whole,
      timing: { ...inspection.timing },
      grid: { height: patchScores.height, width: patchScores.width },
      scope: scope === null ? null : maskRuns(scope),
      input: { height: input.height, width: input.width },
      sourceBox,
      toImage,
      sigmaPx: detector.model.config.sigmaPx,
      nearest: nearestOf(inspection),
    },
  };
}

/** The training patch that the highest patch is nearest to. */
function nearestOf({ explain, patchScores }: Inspection): NearestPatch | null {
  const highest = explain(1).at(0);
  if (highest === undefined) return null;
  const { patch, trainingImage, trainingPatch } = highest;
  return {
    sha256: fileHashOf(trainingImage),
    patch: patch.row * patchScores.width + patch.column,
    trainingPatch,
  };
}

import { createPoolingPlan, type PoolingOptions } from '../core/patches/index.ts';
import { allFinite, Matrix } from '../core/tensor/index.ts';
import { NominalError } from '../errors/index.ts';
import { chosenTaps, tapChannels } from './taps.ts';
import type { BackboneOutput, ExtractorPart, FeatureExtractor } from './FeatureExtractor.ts';
import {
  adaptInput,
  addPatchFeatures,
  inputAdaptation,
  patchFeatureOutputs,
  patchGridInput,
} from './graph/index.ts';
import type { BackboneManifest } from './manifest.ts';
import { writeModel } from './onnx/index.ts';
import type { Device } from './device.ts';
import { createOrtSession, type InferenceSession, Tensor } from './ort/index.ts';
import { type ActivationRanges, quantizeGraph } from './quantization/index.ts';
import { resolveBackbone } from './resolveBackbone.ts';

/** How a backbone is opened. */
export interface BackboneOptions extends PoolingOptions {
  /** Name of a shipped backbone or a path, see {@link resolveBackbone}. */
  readonly backbone: string;
  /** Tensor names, shallowest first; the first one gives the patch grid. Default: the manifest's. */
  readonly taps?: readonly string[];
  /** Ranges of the activations, to compute the network in 8 bits; computed in float32 by default. */
  readonly activationRanges?: ActivationRanges | undefined;
  /** Threads of ONNX Runtime, ≥ 1. Does not change the result. Default 1. */
  readonly threads?: number;
  /** The device that the network runs on. Default the CPU. */
  readonly device?: Device;
  /** @internal The first network of an ensemble: images are normalized for it, and it sets the patch grid. */
  readonly leader?: BackboneManifest;
}

/** A backbone with its patch pooling, loaded into ONNX Runtime. */
export class BackboneSession implements FeatureExtractor {
  readonly manifest: BackboneManifest;
  /** SHA-256 of the backbone's ONNX file, checked when opened. */
  readonly sha256: string;
  /** Taps in use. */
  readonly taps: readonly string[];
  /** Columns D of the patch features. */
  readonly dimension: number;
  readonly #load: () => Promise<InferenceSession>;
  #session: Promise<InferenceSession> | null;

  private constructor(
    manifest: BackboneManifest,
    taps: readonly string[],
    dimension: number,
    load: () => Promise<InferenceSession>,
    session: InferenceSession,
  ) {
    this.manifest = manifest;
    this.sha256 = manifest.sha256;
    this.taps = taps;
    this.dimension = dimension;
    this.#load = load;
    this.#session = Promise.resolve(session);
  }

  /** The backbone itself, as the only part. */
  get parts(): readonly ExtractorPart[] {
    return [{ columns: this.dimension, taps: this.taps.length }];
  }

  /**
   * Loads a backbone and adds the pooling to its graph.
   * @throws NominalError BACKBONE_NOT_FOUND, or BACKBONE_INVALID if the file, the manifest or a tap
   * cannot be used. RangeError if a pooling option or `threads` is out of range.
   */
  static async open(options: BackboneOptions): Promise<BackboneSession> {
    const { backbone, threads = 1, device = 'cpu', leader } = options;
    if (!Number.isInteger(threads) || threads < 1) {
      throw new RangeError(`threads must be a whole positive number, got ${threads}`);
    }
    const resolved = await resolveBackbone(backbone);
    const { manifest, modelPath, directory } = resolved;
    const taps = chosenTaps(manifest, options.taps);
    if (taps.length === 0) throw new RangeError('taps must not be empty');
    const channels = await tapChannels(resolved, taps);
    const { tapScales } = options;
    if (tapScales !== undefined && tapScales.length !== taps.length) {
      throw new NominalError('CONFIG_INVALID', {
        what: `The number of scales differs from the number of taps of ${manifest.name}`,
        expected: `${taps.length}, for ${taps.join(', ')}`,
        received: tapScales.join(', '),
        remedy: 'Give one scale for each tap with --tap-scales',
      });
    }
    const plan = createPoolingPlan(channels, options);
    const graph = await resolved.readGraph();
    if (options.activationRanges !== undefined) {
      await quantizeGraph(graph, taps, options.activationRanges, directory);
    }
    const adaptation = leader && inputAdaptation(leader.input, manifest.input);
    if (adaptation !== undefined) adaptInput(graph, manifest.input.name, adaptation);
    const model = writeModel(addPatchFeatures(graph, taps, plan, leader !== undefined));
    const load = () => createOrtSession(model, modelPath, threads, directory, device);
    return new BackboneSession(manifest, taps, plan.dimension, load, await load());
  }

  /**
   * Patch features of `batch` normalized images. The bits do not depend on the batch or the threads.
   * @param input float32, batch × 3 × height × width, normalized as the manifest's `input` states. Not kept.
   * @param patchGrid height and width of the patch grid, if the leader of an ensemble sets it.
   * @throws RangeError if `input` has another length; NominalError CONFIG_INVALID if a side is not a
   * multiple of the network's patch, BACKBONE_INVALID if the network fails or yields NaN or infinity.
   */
  async extract(
    input: Float32Array,
    batch: number,
    height: number,
    width: number,
    patchGrid?: BigInt64Array,
  ): Promise<BackboneOutput> {
    const length = batch * 3 * height * width;
    if (!(batch >= 1) || input.length !== length) {
      throw new RangeError(
        `${batch} x 3 x ${height} x ${width} input needs ${length} values, got ${input.length}`,
      );
    }
    this.#assertMultiple(height, width);
    const tensor = new Tensor('float32', input, [batch, 3, height, width]);
    const grids =
      patchGrid === undefined ? {} : { [patchGridInput]: new Tensor('int64', patchGrid, [2]) };
    const outputs = await this.#run({ [this.manifest.input.name]: tensor, ...grids });
    const features = outputs[patchFeatureOutputs.features];
    const grid = outputs[patchFeatureOutputs.gridSize];
    if (!(features.data instanceof Float32Array) || !(grid.data instanceof BigInt64Array)) {
      throw new TypeError('the patch feature graph has outputs of unexpected types');
    }
    if (!allFinite(features.data)) throw this.#noNumbers();
    const [gridHeight, gridWidth] = Array.from(grid.data, Number);
    const rows = batch * gridHeight * gridWidth;
    return { features: new Matrix(rows, this.dimension, features.data), gridHeight, gridWidth };
  }

  /**
   * Frees ONNX Runtime's memory; the next {@link extract} loads the network again. No call may be
   * in progress.
   */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await (await session)?.release();
  }

  #assertMultiple(height: number, width: number): void {
    const { multipleOf = 1, size } = this.manifest.input;
    if (height % multipleOf === 0 && width % multipleOf === 0) return;
    throw new NominalError('CONFIG_INVALID', {
      what: `Backbone ${this.manifest.name} cannot take an input of ${height} x ${width}`,
      expected: `sides that are multiples of its patch of ${multipleOf}`,
      received: `${height} x ${width}`,
      remedy: `Resize to ${size}x${size}, or to other multiples of ${multipleOf}, with --resize`,
    });
  }

  #noNumbers(): NominalError {
    return new NominalError('BACKBONE_INVALID', {
      what: `Backbone ${this.manifest.name} yields values that are not finite numbers`,
      expected: 'a network whose activations stay within the range of its number format',
      remedy: 'Add it again in float32, or choose another one',
    });
  }

  async #run(feeds: InferenceSession.FeedsType): Promise<InferenceSession.ReturnType> {
    this.#session ??= this.#load();
    const session = await this.#session;
    try {
      return await session.run(feeds);
    } catch (cause) {
      throw new NominalError('BACKBONE_INVALID', {
        what: `Backbone ${this.manifest.name} failed on an input of [${feeds[this.manifest.input.name].dims.join(', ')}]`,
        expected: 'a network that accepts this size and has the channels that its manifest states',
        received: cause instanceof Error ? cause.message : String(cause),
        remedy: `Resize to ${this.manifest.input.size} or correct the manifest`,
        cause,
      });
    }
  }
}

import { type InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { type RejectThreshold, ScoreCalibration } from '../../core/calibration/index.ts';
import { heatMapOf, planPreprocess, type RgbImage, sampleGrid } from '../../core/image/index.ts';
import { findRegions, highestPlace } from '../../core/regions/index.ts';
import { type ImageScore, toImageScore, verdictOf } from '../../core/scoring/index.ts';
import { Grid } from '../../core/tensor/index.ts';
import { NominalError } from '../../errors/index.ts';
import { inputs, outputs } from '../../export/graph/names.ts';
import type { ExportManifest } from '../../export/metadata.ts';
import { readExported } from '../../export/readExported.ts';
import type { ImageSource } from '../../image/index.ts';
import type { DetectorFacts, Results } from '../messages.ts';
import { createOrtSession } from '../platform/createOrtSession.ts';
import { loadImage } from '../platform/images.ts';
import { availableParallelism } from '../platform/os.ts';
import type { WorkerDetector } from './WorkerDetector.ts';

/** A file of "nominal export": the graph computes the scores; the metadata holds the rest. */
export class ExportedDetector implements WorkerDetector {
  readonly #file: Uint8Array<ArrayBuffer>;
  readonly #manifest: ExportManifest;
  readonly #session: InferenceSession;
  readonly #scores: ScoreCalibration;
  #falseRejectRate: number;
  #extrapolate: boolean;
  #threshold: RejectThreshold;

  private constructor(
    file: Uint8Array<ArrayBuffer>,
    manifest: ExportManifest,
    session: InferenceSession,
  ) {
    this.#file = file;
    this.#manifest = manifest;
    this.#session = session;
    this.#scores = new ScoreCalibration(Float32Array.from(manifest.calibration.imageScores));
    this.#falseRejectRate = manifest.calibration.falseRejectRate;
    this.#extrapolate = manifest.calibration.extrapolate;
    // The file's own threshold may have been set by hand.
    const { threshold, thresholdExtrapolated: extrapolated } = manifest.calibration;
    this.#threshold = { ...this.#scores.thresholdByHand(threshold), extrapolated };
  }

  /** @throws NominalError `EXPORT_DAMAGED`, or `BACKBONE_INVALID` if ONNX Runtime refuses it. */
  static async load(file: Uint8Array<ArrayBuffer>): Promise<ExportedDetector> {
    const { manifest } = readExported(file, 'the exported file');
    const session = await createOrtSession(file, 'the exported file', availableParallelism());
    return new ExportedDetector(file, manifest, session);
  }

  get facts(): DetectorFacts {
    return {
      bankRows: this.#manifest.bank.rows,
      threshold: this.#threshold.threshold,
      falseRejectRate: this.#falseRejectRate,
      heldRate: this.#threshold.heldRate,
      calibrationImages: this.#manifest.calibration.imageScores.length,
      threads: availableParallelism(),
    };
  }

  async inspect(source: ImageSource): Promise<Results['inspect']> {
    const { image } = await loadImage(source);
    const start = performance.now();
    const { height, width } = image;
    const results = await this.#session.run({ [inputs.image]: this.#tensorOf(image) });
    const value = (name: string) => Number(results[name].data[0]);
    const map = this.#mapOf(image, results[outputs.anomalyMap].data as Float32Array);
    const { pixelThreshold } = this.#manifest.calibration;
    const imageScore = finite(value(outputs.imageScore));
    const { threshold } = this.#threshold;
    const verdict = verdictOf(imageScore, threshold);
    const found = findRegions(map, pixelThreshold);
    const place = verdict === 'anomalous' && found.length === 0 ? highestPlace(map) : null;
    const regions = place === null ? found : [place];
    // The file does not say what is typical of good images.
    const scale = { zeroAt: pixelThreshold / 2, fullAt: 1.5 * pixelThreshold };
    return {
      height,
      width,
      imageScore,
      pValue: value(outputs.pValue),
      tailPValue: value(outputs.tailPValue),
      threshold,
      verdict,
      regions,
      warnings: [],
      drift: null,
      rejects: null,
      cause: null,
      anomalyMap: map.data,
      overlay: heatMapOf(image, map, scale, regions).data,
      inspectMs: performance.now() - start,
    };
  }

  setFalseRejectRate(falseRejectRate: number, extrapolate = this.#extrapolate): void {
    if (!(falseRejectRate > 0 && falseRejectRate < 1)) {
      throw new NominalError('CONFIG_INVALID', {
        what: 'the false-reject rate is not valid',
        expected: 'a number between 0 and 1',
        received: String(falseRejectRate),
      });
    }
    this.#falseRejectRate = falseRejectRate;
    this.#extrapolate = extrapolate;
    this.#threshold = this.#scores.threshold(falseRejectRate, extrapolate);
  }

  save(): Uint8Array<ArrayBuffer> {
    return this.#file;
  }

  close(): Promise<void> {
    return this.#session.release();
  }

  #tensorOf({ height, width, data }: RgbImage): Tensor {
    const dims = [1, height, width, 3];
    const isFloat = this.#session.inputMetadata.some(
      (input) => input.name === inputs.image && input.isTensor && input.type === 'float32',
    );
    return isFloat
      ? new Tensor('float32', Float32Array.from(data), dims)
      : new Tensor('uint8', data, dims);
  }

  /** The map in the size of the network's input, resampled to the size of the image. */
  #mapOf(image: RgbImage, values: Float32Array): Grid {
    const { networkInput, config } = this.#manifest;
    const { resize, crop } = config;
    const { sourceBox } = planPreprocess(image, { resize, crop });
    const map = new Grid(networkInput.height, networkInput.width, values);
    return sampleGrid(map, sourceBox, image.height, image.width);
  }
}

/** @throws NominalError `NO_SCORE`. */
function finite(score: number): ImageScore {
  if (Number.isFinite(score)) return toImageScore(score);
  throw new NominalError('NO_SCORE', {
    what: 'the exported file gives the image a score that is not a finite number',
    received: String(score),
    remedy: 'Check it with "nominal verify", and export the model again',
  });
}

import type { FitOptions } from '../../config/index.ts';
import { Detector } from '../../detector/inspect/Detector.ts';
import { fit } from '../../detector/fit/fit.ts';
import { overlayOf } from '../../detector/overlays/overlayOf.ts';
import type { ImageSource } from '../../image/ImageSource.ts';
import { encodeModel } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { DetectorFacts, Results } from '../messages.ts';
import type { WorkerDetector } from './WorkerDetector.ts';

/** The library's detector, fitted here or loaded from a model file. */
export class FittedDetector implements WorkerDetector {
  readonly #detector: Detector;

  private constructor(detector: Detector) {
    this.#detector = detector;
  }

  static async fit(
    images: readonly ImageSource[],
    options: FitOptions,
    job: JobOptions,
  ): Promise<FittedDetector> {
    return new FittedDetector(await fit(images, options, job));
  }

  /**
   * @param url address of a model file.
   * @param backbone name of the backbone here; undefined for the model's own.
   */
  static async load(url: string, backbone: string | undefined): Promise<FittedDetector> {
    const options = backbone === undefined ? {} : { backbone };
    return new FittedDetector(await Detector.load(url, options));
  }

  get facts(): DetectorFacts {
    const { model, threshold, falseRejectRate, summary, pipeline } = this.#detector;
    return {
      bankRows: model.bank.rows,
      threshold,
      falseRejectRate,
      heldRate: summary.heldRate,
      calibrationImages: model.calibration.imageScores.length,
      threads: pipeline.runtime.threads,
    };
  }

  async inspect(source: ImageSource): Promise<Results['inspect']> {
    const inspection = await this.#detector.inspect(source);
    const { image, imageScore, pValue, tailPValue, threshold, verdict, regions } = inspection;
    const { warnings, drift, rejects, cause } = inspection;
    const { totalMs, decodeMs } = inspection.timing;
    return {
      height: image.height,
      width: image.width,
      imageScore,
      pValue,
      tailPValue,
      threshold,
      verdict,
      regions,
      warnings,
      drift,
      rejects,
      cause,
      anomalyMap: inspection.anomalyMap().data,
      overlay: overlayOf(inspection).data,
      inspectMs: totalMs - decodeMs,
    };
  }

  setFalseRejectRate(falseRejectRate: number, extrapolate?: boolean): void {
    this.#detector.setFalseRejectRate(falseRejectRate, extrapolate);
  }

  save(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(encodeModel(this.#detector.model));
  }

  close(): Promise<void> {
    return this.#detector.close();
  }
}

import { RgbImage } from '../../core/image/index.ts';
import { Grid, type Matrix } from '../../core/tensor/index.ts';
import { NominalError, nominalError } from '../../errors/index.ts';
import { packageFile } from '../../files/index.ts';
import { assertImageSource, type ImageSource, type RawFrame } from '../../image/index.ts';
import type { ImageSources } from '../images/Images.ts';
import type { InspectionFailure } from './Inspection.ts';
import { inOrder } from '../../async/index.ts';
import type { MeasuredSource } from '../scoring/measureExtracted.ts';
import { SharedFrames } from './SharedFrames.ts';
import type { MeasureAnswer, MeasureRequest, MeasuringWorkerData } from './measuringMessages.ts';
import { leastBusy, shareMatrix, Thread } from '../../async/threads/index.ts';

/** Number of images given to each worker at a time: the next is ready when one is done. */
const IMAGES_PER_WORKER = 2;

/** Everything that the workers measure with. */
export interface MeasuringOptions extends Pick<
  MeasuringWorkerData,
  'config' | 'runtime' | 'activationRanges' | 'framing'
> {
  /** Number of workers, at least 1. */
  readonly workers: number;
  readonly bank: Matrix;
  readonly axes: Matrix;
}

/**
 * Threads that measure images in parallel, each with a network and a copy of the memory bank. One thread
 * for each core is faster than all cores on one image at a time, because much of an inspection, such as
 * decoding, cannot be divided (decision 009).
 */
export class MeasuringWorkers {
  readonly #threads: readonly Thread<MeasureRequest, MeasureAnswer>[];

  constructor({ workers, bank, axes, ...data }: MeasuringOptions) {
    const shared: MeasuringWorkerData = {
      ...data,
      bank: shareMatrix(bank),
      axes: shareMatrix(axes),
    };
    const failure = {
      what: 'a thread that measures images has ended',
      remedy: 'Memory may be short: use fewer workers',
    };
    this.#threads = Array.from(
      { length: workers },
      () => new Thread(packageFile('detector/inspect/measuringWorker.js'), shared, failure),
    );
  }

  /**
   * Measures images, in order; one that cannot be read is reported in its place.
   *
   * @throws NominalError `WORKER_FAILED` if a thread ends.
   */
  measureAll(sources: ImageSources): AsyncGenerator<MeasuredSource | InspectionFailure> {
    const atOnce = IMAGES_PER_WORKER * this.#threads.length;
    const frames = new SharedFrames();
    return inOrder(sources, atOnce, (source) => this.#measure(source, frames));
  }

  async #measure(
    source: ImageSource,
    frames: SharedFrames,
  ): Promise<MeasuredSource | InspectionFailure> {
    const path = typeof source === 'string' ? source : null;
    try {
      // Something that is not an image may not even be sendable to a thread.
      assertImageSource(source);
    } catch (error) {
      if (!(error instanceof NominalError)) throw error;
      return { path, error };
    }
    const frame = typeof source === 'string' || source instanceof Uint8Array ? null : source;
    const sent = frame === null ? null : frames.share(frame);
    try {
      const answer = await leastBusy(this.#threads).call({ source: sent ?? source });
      if ('measured' in answer) return withClasses(answer.measured, frame);
      return { path, error: nominalError(answer.error) };
    } finally {
      if (sent !== null) frames.release(sent);
    }
  }

  /** Ends the threads once they have measured their images. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

/**
 * Restores the classes of objects that came from another thread, and the pixels of a frame that the image
 * is: only a copy of them was there.
 */
function withClasses(measured: MeasuredSource, frame: RawFrame | null): MeasuredSource {
  const { source, searched } = measured;
  const { image } = source;
  const isFrame = image.data.buffer instanceof SharedArrayBuffer;
  const pixels = isFrame && frame?.data instanceof Uint8Array ? frame.data : image.data;
  const { height, width, data } = searched.patchScores;
  return {
    ...measured,
    source: { ...source, image: new RgbImage(image.height, image.width, pixels) },
    searched: { ...searched, patchScores: new Grid(height, width, data) },
  };
}

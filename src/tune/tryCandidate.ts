import type { FitOptions, RuntimeOptions } from '../config/index.ts';
import { auroc, median } from '../core/metrics/index.ts';
import { fit } from '../detector/index.ts';
import type { TestFrames } from './TestFrames.ts';

/** The results of a candidate on the test frames. */
export interface TriedCandidate {
  /** One image score per frame. */
  readonly scores: readonly number[];
  readonly imageAuroc: number;
  readonly bankRows: number;
  readonly fitSeconds: number;
  readonly msPerImage: number;
}

/** How a trial is monitored, cancelled, and run on this machine. */
export interface TrialJob {
  readonly signal?: AbortSignal | undefined;
  readonly runtime?: RuntimeOptions | undefined;
  /**
   * Called with the number of images done. Each training image counts twice, when its features are
   * extracted and when the threshold is calibrated; each frame counts once, when it is inspected.
   */
  readonly onImages?: (doneImages: number) => void;
}

/**
 * Fits with a candidate's settings and inspects the test frames.
 *
 * @throws NominalError as {@link fit}.
 */
export async function tryCandidate(
  train: readonly string[],
  frames: TestFrames,
  options: FitOptions,
  { signal, runtime, onImages }: TrialJob,
): Promise<TriedCandidate> {
  const cancel = { ...(signal && { signal }) };
  const start = performance.now();
  const detector = await fit(train, options, {
    ...cancel,
    ...(runtime && { runtime }),
    onProgress: (progress) => {
      if (progress.phase === 'extract') onImages?.(progress.doneImages);
      if (progress.phase === 'calibrate') onImages?.(train.length + progress.doneImages);
    },
  });
  try {
    const fitSeconds = (performance.now() - start) / 1000;
    const scores: number[] = [];
    const times: number[] = [];
    const { depthRange } = detector.model.framing;
    const made = frames.make(depthRange, signal);
    for await (const inspection of detector.inspectAll(made, cancel)) {
      if ('error' in inspection) throw inspection.error;
      scores.push(inspection.imageScore);
      times.push(inspection.timing.totalMs);
      onImages?.(2 * train.length + scores.length);
    }
    return {
      scores,
      imageAuroc: auroc(scores, frames.labels),
      bankRows: detector.model.bank.rows,
      fitSeconds,
      msPerImage: median(times),
    };
  } finally {
    await detector.close();
  }
}

/** The progress that a long job reports while it runs: a tagged union of the phases of all jobs. */
export type Progress =
  | { readonly phase: 'extract'; readonly doneImages: number; readonly totalImages: number }
  /** Only when figures are measured: test images and the masks of their defects are checked first. */
  | { readonly phase: 'check'; readonly doneImages: number; readonly totalImages: number }
  /** Only for an 8-bit network: the ranges of its activations are recorded first. */
  | { readonly phase: 'observe'; readonly doneImages: number; readonly totalImages: number }
  /** Only for families: images are described as a whole. */
  | { readonly phase: 'describe'; readonly doneImages: number; readonly totalImages: number }
  | { readonly phase: 'coreset'; readonly doneRows: number; readonly totalRows: number }
  | { readonly phase: 'screen'; readonly donePlaces: number; readonly totalPlaces: number }
  | { readonly phase: 'calibrate'; readonly doneImages: number; readonly totalImages: number }
  | { readonly phase: 'write'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly phase: 'inspect'; readonly doneImages: number; readonly totalImages: number }
  | { readonly phase: 'download'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly phase: 'import'; readonly doneTensors: number; readonly totalTensors: number }
  | { readonly phase: 'generate'; readonly doneImages: number; readonly totalImages: number }
  /** Only for benchmarks: the contents of images are hashed, then networks and images are timed (`estimate`). */
  | { readonly phase: 'hash'; readonly doneFiles: number; readonly totalFiles: number }
  | { readonly phase: 'estimate'; readonly doneSteps: number; readonly totalSteps: number }
  | {
      readonly phase: 'tune';
      readonly doneCandidates: number;
      readonly totalCandidates: number;
      /** Number of images that the current candidate has learned from, been calibrated with, or inspected. */
      readonly doneImages: number;
      /** Number of such images of each candidate in all. */
      readonly totalImages: number;
    }
  | {
      readonly phase: 'benchmark';
      readonly doneSteps: number;
      readonly totalSteps: number;
      /** Estimated from the timings, corrected by the duration of the steps done so far. */
      readonly secondsLeft: number;
      /** The step that began or ended last. */
      readonly step: string;
    };

/** Options to watch and stop a long job. */
export interface JobOptions {
  /** Aborting stops the job at its next step; it rejects with code `CANCELLED` and leaves nothing half-written. */
  readonly signal?: AbortSignal;
  /** Called between steps, never concurrently. */
  readonly onProgress?: (progress: Progress) => void;
}

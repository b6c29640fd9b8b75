/** What a long job reports while it runs: a tagged union over the phases of all of them. */
export type Progress =
  | { readonly phase: 'extract'; readonly doneImages: number; readonly totalImages: number }
  /** Only where figures are measured: test images and what marks their defects are looked at first. */
  | { readonly phase: 'check'; readonly doneImages: number; readonly totalImages: number }
  /** Only for a network in 8 bits: the ranges of its activations are recorded first. */
  | { readonly phase: 'observe'; readonly doneImages: number; readonly totalImages: number }
  /** Only for families: what images show as a whole. */
  | { readonly phase: 'describe'; readonly doneImages: number; readonly totalImages: number }
  | { readonly phase: 'coreset'; readonly doneRows: number; readonly totalRows: number }
  | { readonly phase: 'screen'; readonly donePlaces: number; readonly totalPlaces: number }
  | { readonly phase: 'calibrate'; readonly doneImages: number; readonly totalImages: number }
  | { readonly phase: 'write'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly phase: 'inspect'; readonly doneImages: number; readonly totalImages: number }
  | { readonly phase: 'download'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly phase: 'import'; readonly doneTensors: number; readonly totalTensors: number }
  | { readonly phase: 'generate'; readonly doneImages: number; readonly totalImages: number }
  /** Only for benchmarks: the contents of images are hashed, then networks and images are timed. */
  | { readonly phase: 'hash'; readonly doneFiles: number; readonly totalFiles: number }
  | { readonly phase: 'estimate'; readonly doneSteps: number; readonly totalSteps: number }
  | {
      readonly phase: 'tune';
      readonly doneCandidates: number;
      readonly totalCandidates: number;
      /** Images that the candidate under way has learned from, been calibrated with, or inspected. */
      readonly doneImages: number;
      /** The same of every candidate, once it is done. */
      readonly totalImages: number;
    }
  | {
      readonly phase: 'benchmark';
      readonly doneSteps: number;
      readonly totalSteps: number;
      /** By the estimates, corrected by what the steps done so far took. */
      readonly secondsLeft: number;
      /** The step that was begun or ended last. */
      readonly step: string;
    };

/** How a long job is watched and stopped. */
export interface JobOptions {
  /** Aborting stops the job at the next step; it rejects with code `CANCELLED` and leaves nothing half-written. */
  readonly signal?: AbortSignal;
  /** Called between steps, never concurrently. */
  readonly onProgress?: (progress: Progress) => void;
}

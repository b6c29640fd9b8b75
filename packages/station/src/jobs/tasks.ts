import type { FitConfig, RuntimeOptions } from 'nominal-vision/internal/config';
import type { Decision } from 'nominal-vision/internal/decision';
import type { Progress } from 'nominal-vision/internal/progress';
import type { ModelSummary } from '../store/index.ts';
import type { PlainError } from 'nominal-vision/internal/errors';
import type { SignOfLife } from 'nominal-vision/internal/watchdog';

/** An image that a person has judged. */
export interface LabeledImage {
  readonly inspectionId: number;
  readonly path: string;
  readonly label: 'good' | 'defective';
}

/** What a process is to do. Paths are the station's own; none comes from a request. */
export type Task =
  | {
      readonly kind: 'fit';
      readonly images: readonly string[];
      readonly config: FitConfig;
      readonly output: string;
    }
  | {
      readonly kind: 'update';
      /** The model to bring up to date, and all images that it shall rest on. */
      readonly model: string;
      readonly images: readonly string[];
      readonly config: FitConfig;
      readonly output: string;
      /** Judged before and after. */
      readonly reviewed: readonly LabeledImage[];
      readonly falseRejectRate: number;
    }
  | {
      readonly kind: 'calibrate';
      readonly model: string;
      /** Good images that the model was not fitted from. */
      readonly images: readonly string[];
      readonly output: string;
    }
  | {
      readonly kind: 'screen';
      readonly images: readonly string[];
      readonly config: FitConfig;
    }
  | {
      readonly kind: 'report';
      readonly title: string;
      readonly config: FitConfig;
      /** Good images that are not among the reviewed ones. */
      readonly training: readonly string[];
      readonly reviewed: readonly LabeledImage[];
      readonly output: string;
    };

/** A decision on an image of the review set by one model. */
export interface ReviewOutcome {
  readonly inspectionId: number;
  readonly label: 'good' | 'defective';
  readonly before: ShortJudgement;
  readonly after: ShortJudgement;
}

/** A decision in short. */
export type ShortJudgement = Pick<Decision, 'verdict' | 'imageScore' | 'threshold'>;

/** How strange a training image is among the others. */
export interface ScreenedImage {
  readonly sha256: string;
  /** Image score by a bank of the other images. */
  readonly score: number;
}

/** What came of a task; the fields are those that its kind has. */
export interface TaskResult {
  readonly summary?: ModelSummary;
  readonly bytes?: number;
  readonly reviewed?: readonly ReviewOutcome[];
  readonly screened?: readonly ScreenedImage[];
}

/** How the process is started: its only argument, as JSON. */
export type TaskProcessOptions = Pick<RuntimeOptions, 'threads' | 'maxMegapixels' | 'lenientJpeg'>;

/** What the host tells the process. */
export type TaskInput =
  { readonly type: 'begin'; readonly task: Task } | { readonly type: 'cancel' };

/** What the process tells the host. */
export type TaskOutput =
  | SignOfLife
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly result: TaskResult }
  | { readonly type: 'failed'; readonly error: PlainError };

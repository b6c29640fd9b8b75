import type { RuntimeOptions } from 'nominal-vision/internal/config';
import type { Decision } from 'nominal-vision/internal/decision';
import type { Progress } from 'nominal-vision/internal/progress';
import type { PlainError } from 'nominal-vision/internal/errors';
import type { SignOfLife } from 'nominal-vision/internal/watchdog';
import type { JobKind } from './kinds/names.ts';

/** What a process is to do. Paths are the station's own; none comes from a request. */
export interface Task {
  readonly kind: JobKind;
  /** As the kind's `inputOf` gives it. */
  readonly input: unknown;
}

/** A decision on an image of the review set by one model. */
export interface ReviewOutcome {
  readonly inspectionId: number;
  /** Of the image. */
  readonly sha256: string;
  readonly name: string;
  readonly label: 'good' | 'defective';
  /** Whether the model after the update has learned this very image: its verdict on it proves nothing. */
  readonly learned: boolean;
  readonly before: ShortJudgement;
  readonly after: ShortJudgement;
}

/** A decision in short. */
export type ShortJudgement = Pick<Decision, 'verdict' | 'imageScore' | 'threshold'>;

/** How the process is started: its only argument, as JSON. */
export type TaskProcessOptions = Pick<RuntimeOptions, 'threads' | 'maxMegapixels' | 'lenientJpeg'>;

/** A message from the station to the process. */
export type TaskInput =
  { readonly type: 'begin'; readonly task: Task } | { readonly type: 'cancel' };

/** A message from the process to the station. */
export type TaskOutput =
  | SignOfLife
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'failed'; readonly error: PlainError };

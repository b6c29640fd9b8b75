import type { InspectionDetails } from '../decision/index.ts';
import type { RuntimeOptions } from '../config/index.ts';
import type { PlainError } from '../errors/index.ts';
import type { SignOfLife } from '../watchdog/index.ts';

/** How the process that inspects is started: its only argument, as JSON. */
export interface InspectorOptions {
  readonly threads: number;
  readonly modelMemoryBytes: number;
  /** How images are decoded, by default as anywhere. */
  readonly decoding?: Pick<RuntimeOptions, 'maxMegapixels' | 'lenientJpeg'>;
}

/** One image that is to be inspected. */
export interface InspectRequest {
  readonly type: 'inspect';
  readonly id: number;
  readonly modelId: string;
  readonly modelPath: string;
  /** Share of good parts that may be rejected, in (0, 1); null leaves it to the model. */
  readonly falseRejectRate: number | null;
  /** Path of an image file, or the bytes of one. */
  readonly image: string | Uint8Array;
}

/** What the host tells the process. */
export type InspectorInput = InspectRequest | { readonly type: 'close' };

/** What a model says of one image. */
export interface Judgement {
  readonly imageScore: number;
  readonly pValue: number;
  readonly threshold: number;
  readonly verdict: 'nominal' | 'anomalous';
  readonly patchScores: Float32Array;
  readonly details: InspectionDetails;
}

/** What the process tells the host. */
export type InspectorOutput =
  | SignOfLife
  | { readonly type: 'ready' }
  /** Ids of the models in memory, whenever that has changed. */
  | { readonly type: 'models'; readonly modelIds: readonly string[] }
  | { readonly type: 'judged'; readonly id: number; readonly judgement: Judgement }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError };

import type { RuntimeOptions } from '../config/index.ts';
import type { Judgement } from '../decision/index.ts';
import type { PlainError } from '../errors/index.ts';
import type { SignOfLife } from '../watchdog/index.ts';

/** The only argument of the process that inspects, as JSON. */
export interface InspectorOptions {
  readonly threads: number;
  /** Images that are inspected in parallel, each with its share of the threads; 1 by default. */
  readonly workers?: number;
  readonly modelMemoryBytes: number;
  /** How images are decoded; the usual defaults apply. */
  readonly decoding?: Pick<RuntimeOptions, 'maxMegapixels' | 'lenientJpeg'>;
}

/** One image to inspect. */
export interface InspectRequest {
  readonly type: 'inspect';
  readonly id: number;
  readonly modelId: string;
  readonly modelPath: string;
  /** Share of good parts that may be rejected, in (0, 1); null for the model's own. */
  readonly falseRejectRate: number | null;
  /** A raw threshold that was set by hand, in place of that of the rate. */
  readonly threshold?: number | null;
  /** Path or bytes of an image file. */
  readonly image: string | Uint8Array;
}

/** Messages from the host to the process. */
export type InspectorInput = InspectRequest | { readonly type: 'close' };

/** Messages from the process to the host. */
export type InspectorOutput =
  | SignOfLife
  | { readonly type: 'ready' }
  /** Ids of the models in memory, sent whenever they have changed. */
  | { readonly type: 'models'; readonly modelIds: readonly string[] }
  | { readonly type: 'judged'; readonly id: number; readonly judgement: Judgement }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError };

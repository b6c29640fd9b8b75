import type { FitOptions } from '../config/index.ts';
import type { LikelyCause } from '../core/appearance/index.ts';
import type { DriftState, RejectState } from '../core/calibration/index.ts';
import type { Region } from '../core/regions/index.ts';
import type { Decision, ImageWarning } from '../decision/index.ts';
import type { PlainError } from '../errors/index.ts';
import type { RawFrame } from '../image/index.ts';
import type { Progress } from '../progress.ts';

/** An image of a page: a file, other encoded bytes, or raw pixels. */
export type BrowserImage = Blob | RawFrame;

/** The result of a detector in a browser for one image, like the library's `Inspection`. */
export interface BrowserInspection extends Decision {
  /** Size of the image. */
  readonly height: number;
  readonly width: number;
  readonly tailPValue: number;
  readonly regions: readonly Region[];
  /** In which ways the image is not of the kinds that were learned from; none for an exported file. */
  readonly warnings: readonly ImageWarning[];
  /** Whether the scores of images that pass have risen or fallen; null for an exported file. */
  readonly drift: DriftState | null;
  /** Whether more is rejected than of good images; null for an exported file. */
  readonly rejects: RejectState | null;
  /** What has changed most in the latest images while one of the two alarms; null for an exported file. */
  readonly cause: LikelyCause | null;
  /** Anomaly map at the image's size, row-major; 0 where the image was cropped. */
  readonly anomalyMap: Float32Array;
  /** The image overlaid with the map in color, RGB, row-major. */
  readonly overlay: Uint8Array;
  /** Milliseconds from the decoded image to the verdict. */
  readonly inspectMs: number;
  /** The form that `JSON.stringify` writes, without the map and the overlay. */
  readonly toJSON: () => Omit<BrowserInspection, 'anomalyMap' | 'overlay' | 'toJSON'>;
}

/** Properties of a detector that the page knows. */
export interface DetectorFacts {
  readonly bankRows: number;
  readonly threshold: number;
  readonly falseRejectRate: number;
  /** The rate that the threshold holds: a higher one where the good images are too few for the desired one. */
  readonly heldRate: number;
  /** Number of good images that the threshold was calibrated on. */
  readonly calibrationImages: number;
  /** Number of threads of ONNX Runtime. */
  readonly threads: number;
}

/** Addresses of the package's files if they are not next to the worker: a bundler may put each elsewhere. */
export interface PackageFiles {
  /** ONNX Runtime's script and its WebAssembly. */
  readonly runtime: { readonly mjs: string; readonly wasm: string };
  /** The network of each shipped backbone. */
  readonly backbones: Readonly<Record<string, string>>;
}

/** The requests of the page to its worker. */
export type Request =
  | {
      readonly kind: 'fit';
      readonly images: readonly BrowserImage[];
      readonly options: FitOptions;
    }
  | { readonly kind: 'load'; readonly file: Blob; readonly backbone: string | undefined }
  | { readonly kind: 'begin'; readonly files: PackageFiles }
  | { readonly kind: 'inspect'; readonly image: BrowserImage }
  | {
      readonly kind: 'setFalseRejectRate';
      readonly falseRejectRate: number;
      readonly extrapolate: boolean | undefined;
    }
  | { readonly kind: 'save' }
  | { readonly kind: 'cancel'; readonly job: number };

/** The result of each request. */
export interface Results {
  readonly begin: null;
  readonly fit: DetectorFacts;
  readonly load: DetectorFacts;
  readonly inspect: Omit<BrowserInspection, 'toJSON'>;
  readonly setFalseRejectRate: DetectorFacts;
  readonly save: Uint8Array<ArrayBuffer>;
  readonly cancel: null;
}

/** A request with its number. */
export interface Envelope {
  readonly id: number;
  readonly request: Request;
}

/** The worker's messages; signs of life come as long as its event loop runs. */
export type Answer =
  | { readonly alive: true }
  | { readonly id: number; readonly result: Results[keyof Results] }
  | { readonly id: number; readonly error: PlainError }
  | { readonly id: number; readonly progress: Progress };

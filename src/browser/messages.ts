import type { FitOptions } from '../config/index.ts';
import type { PlainError } from '../errors/index.ts';
import type { RawFrame } from '../image/index.ts';
import type { Progress } from '../progress.ts';

/** An image of a page: a file, or other encoded bytes, or raw pixels. */
export type BrowserImage = Blob | RawFrame;

/** One connected stretch of an anomaly map, in pixels of the image. */
export interface BrowserRegion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly area: number;
  readonly maxScore: number;
}

/** What a detector in a browser says of one image; as `Inspection` of Node. */
export interface BrowserInspection {
  /** Size of the image. */
  readonly height: number;
  readonly width: number;
  readonly imageScore: number;
  readonly pValue: number;
  readonly tailPValue: number;
  readonly threshold: number;
  readonly verdict: 'nominal' | 'anomalous';
  readonly regions: readonly BrowserRegion[];
  /** Anomaly map at the image's size, row-major; what was cropped away is 0. */
  readonly anomalyMap: Float32Array;
  /** The image with the map in color over it, RGB, row-major. */
  readonly overlay: Uint8Array;
  /** Milliseconds from the decoded image to the verdict. */
  readonly inspectMs: number;
  /** What `JSON.stringify` writes: all but the map and the overlay. */
  readonly toJSON: () => Omit<BrowserInspection, 'anomalyMap' | 'overlay' | 'toJSON'>;
}

/** What is known of a detector on the page's side. */
export interface DetectorFacts {
  readonly bankRows: number;
  readonly threshold: number;
  readonly falseRejectRate: number;
  /** Good images that the threshold rests on. */
  readonly calibrationImages: number;
  /** Threads of ONNX Runtime. */
  readonly threads: number;
}

/** Addresses of the package's files, where they do not lie beside the worker: a bundler gives each a place of its own. */
export interface PackageFiles {
  /** ONNX Runtime's script and its WebAssembly. */
  readonly runtime: { readonly mjs: string; readonly wasm: string };
  /** The network of each shipped backbone. */
  readonly backbones: Readonly<Record<string, string>>;
}

/** What the page asks of its worker. */
export type Request =
  | {
      readonly kind: 'fit';
      readonly images: readonly BrowserImage[];
      readonly options: FitOptions;
    }
  | { readonly kind: 'load'; readonly file: Blob; readonly backbone: string | undefined }
  | { readonly kind: 'begin'; readonly files: PackageFiles }
  | { readonly kind: 'inspect'; readonly image: BrowserImage }
  | { readonly kind: 'setFalseRejectRate'; readonly falseRejectRate: number }
  | { readonly kind: 'save' }
  | { readonly kind: 'cancel'; readonly job: number };

/** What each request is answered with. */
export interface Results {
  readonly begin: null;
  readonly fit: DetectorFacts;
  readonly load: DetectorFacts;
  readonly inspect: Omit<BrowserInspection, 'toJSON'>;
  readonly setFalseRejectRate: DetectorFacts;
  readonly save: Uint8Array<ArrayBuffer>;
  readonly cancel: null;
}

/** A request on its way. */
export interface Envelope {
  readonly id: number;
  readonly request: Request;
}

/** What comes back; signs of life come as long as the worker's event loop turns. */
export type Answer =
  | { readonly alive: true }
  | { readonly id: number; readonly result: Results[keyof Results] }
  | { readonly id: number; readonly error: PlainError }
  | { readonly id: number; readonly progress: Progress };

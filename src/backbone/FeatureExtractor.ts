import type { Matrix } from '../core/tensor/index.ts';
import type { BackboneManifest } from './manifest.ts';

/** Patch features of a batch of images of one size. */
export interface BackboneOutput {
  /** (batch · gridHeight · gridWidth) × D; image by image, cells row-major. The caller owns it. */
  readonly features: Matrix;
  readonly gridHeight: number;
  readonly gridWidth: number;
}

/** One backbone's share of the patch features. */
export interface ExtractorPart {
  readonly columns: number;
  /** How many of the taps belong to this backbone. */
  readonly taps: number;
}

/** Turns images into patch features: one backbone, or several side by side. */
export interface FeatureExtractor {
  /** How images are fed, among other things; for an ensemble, the manifest of its first network. */
  readonly manifest: BackboneManifest;
  /** Identifies the extractor; for one backbone the SHA-256 of its ONNX file, checked on opening. */
  readonly sha256: string;
  /** Taps in use. */
  readonly taps: readonly string[];
  /** Columns D of the patch features. */
  readonly dimension: number;
  /** The share of each backbone, side by side in this order. */
  readonly parts: readonly ExtractorPart[];
  /** Patch features of `batch` normalized images, batch × 3 × height × width. */
  readonly extract: (
    input: Float32Array,
    batch: number,
    height: number,
    width: number,
  ) => Promise<BackboneOutput>;
  /** Frees ONNX Runtime's memory; the next extraction loads the networks again. */
  readonly close: () => Promise<void>;
}

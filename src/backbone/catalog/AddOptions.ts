import type { ArchitectureName } from '../importers/weights/index.ts';
import type { BackboneManifest } from '../manifest.ts';
import type { JobOptions } from '../../progress.ts';

/** How a file becomes a backbone; omitted options follow from the catalog, the architecture or the file. */
export interface AddOptions extends JobOptions {
  /** Name to add it under. */
  readonly name?: string;
  /** The architecture that a weight file belongs to. */
  readonly architecture?: ArchitectureName;
  /** Tensors to tap, the largest grid first; the trunk is cut at the deepest one. */
  readonly taps?: readonly string[];
  /** SHA-256 that the file must have: all digits or the first ones, at least 8. */
  readonly sha256?: string;
  /** How the network is fed, instead of with ImageNet's mean and deviation. */
  readonly input?: Partial<
    Pick<BackboneManifest['input'], 'size' | 'mean' | 'std' | 'range' | 'color'>
  >;
  /** TensorFlow.js: the tensor or layer that becomes the trunk's input. */
  readonly inputTensor?: string;
  readonly license?: string;
  readonly source?: string;
  readonly description?: string;
  /** Whether a backbone of the same name is replaced. */
  readonly replace?: boolean;
}

/** An added backbone. */
export interface AddedBackbone {
  readonly manifest: BackboneManifest;
  readonly directory: string;
}

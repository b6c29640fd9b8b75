import type { WeightFile } from '../../weights/index.ts';
import { NominalError } from '../../../errors/index.ts';

/** Tensors that no trunk has: classifiers, and counters that only training uses. */
const IGNORED =
  /^(fc|classifier|head|head_dist|pre_logits|fc_norm|head_norm)\.|\.num_batches_tracked$|^(mask_token|.*\.mask_token)$/;

/** The tensors of a weight file by the names of one architecture, noting which are used. */
export class Weights {
  readonly #file: WeightFile;
  readonly #architecture: string;
  readonly #names: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();

  /** @param rename from the file's names to the importer's; the identity where left out. */
  constructor(file: WeightFile, architecture: string, rename = (name: string) => name) {
    this.#file = file;
    this.#architecture = architecture;
    this.#names = new Map([...file.shapes.keys()].map((name) => [rename(name), name]));
  }

  /** Whether there is such a tensor. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Shape of a tensor, which counts as used. @throws NominalError BACKBONE_INVALID if there is none. */
  shape(name: string): readonly number[] {
    const own = this.#names.get(name);
    const shape = own === undefined ? undefined : this.#file.shapes.get(own);
    if (shape === undefined) throw this.invalid(`no tensor ${name}`);
    this.#used.add(name);
    return shape;
  }

  /** Values of a tensor. */
  read(name: string): Promise<Float32Array> {
    return this.#file.read(this.#names.get(name) ?? name);
  }

  /** Takes tensors that the importer knows and has no use for as used. */
  ignore(pattern: RegExp): void {
    for (const name of this.#names.keys()) if (pattern.test(name)) this.#used.add(name);
  }

  /** @throws NominalError BACKBONE_INVALID if a tensor is left over: then the network is another one. */
  assertAllUsed(): void {
    const left = [...this.#names.keys()].filter(
      (name) => !this.#used.has(name) && !IGNORED.test(name),
    );
    if (left.length === 0) return;
    const more = left.length > 3 ? ` and ${left.length - 3} more` : '';
    throw this.invalid(`also the tensors ${left.slice(0, 3).join(', ')}${more}`);
  }

  /** The error for weights that do not fit. */
  invalid(received: string): Error {
    return invalidArchitecture(this.#file.path, this.#architecture, received);
  }
}

/** The error for weights that are not those of the architecture that they are read as. */
function invalidArchitecture(path: string, architecture: string, received: string): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `The weights in ${path} are not those of the architecture ${architecture}`,
    expected: `the tensors of ${architecture}, named as torchvision, timm or the authors name them`,
    received,
    remedy: 'Name the architecture with --arch, or export the network to ONNX and add that',
    details: { path, architecture },
  });
}

import type { WeightFile } from '../../weights/index.ts';
import { NominalError } from '../../../errors/index.ts';

/** Tensors that no trunk contains: classifiers, and counters for training. */
const IGNORED =
  /^(fc|classifier|head|head_dist|pre_logits|fc_norm|head_norm)\.|\.num_batches_tracked$|^(mask_token|.*\.mask_token)$/;

/** The tensors of a weight file by the names of one architecture; keeps track of which are used. */
export class Weights {
  readonly #file: WeightFile;
  readonly #architecture: string;
  readonly #names: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();

  /** @param rename maps the file's names to the importer's; the identity by default. */
  constructor(file: WeightFile, architecture: string, rename = (name: string) => name) {
    this.#file = file;
    this.#architecture = architecture;
    this.#names = new Map([...file.shapes.keys()].map((name) => [rename(name), name]));
  }

  /** Whether there is a tensor of this name. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Shape of a tensor, which is then marked as used. @throws NominalError BACKBONE_INVALID if there is none. */
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

  /** Marks tensors as used that the importer knows but does not need. */
  ignore(pattern: RegExp): void {
    for (const name of this.#names.keys()) if (pattern.test(name)) this.#used.add(name);
  }

  /** @throws NominalError BACKBONE_INVALID if a tensor is left over, because then it is a different network. */
  assertAllUsed(): void {
    const left = [...this.#names.keys()].filter(
      (name) => !this.#used.has(name) && !IGNORED.test(name),
    );
    if (left.length === 0) return;
    const more = left.length > 3 ? ` and ${left.length - 3} more` : '';
    throw this.invalid(`additional tensors: ${left.slice(0, 3).join(', ')}${more}`);
  }

  /** The error for weights that do not fit the architecture. */
  invalid(received: string): Error {
    return invalidArchitecture(this.#file.path, this.#architecture, received);
  }
}

/** The error for weights that do not belong to the architecture that they are read as. */
function invalidArchitecture(path: string, architecture: string, received: string): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `The weights in ${path} do not belong to the architecture ${architecture}`,
    expected: `the tensors of ${architecture} under the names that torchvision, timm or the authors use`,
    received,
    remedy:
      'Name the architecture with --arch, or export the network to ONNX and add the ONNX file',
    details: { path, architecture },
  });
}

import { throwIfCancelled } from '../../errors/index.ts';
import { cutTrunk } from '../importers/onnx/cutTrunk.ts';
import { measureTaps } from '../importers/onnx/measureTaps.ts';
import { type OnnxModel, writeModelFile } from '../onnx/index.ts';
import type { AddedBackbone, AddOptions } from './AddOptions.ts';
import { imagenetInput } from './imagenetInput.ts';
import { installBackbone } from './installBackbone.ts';

/** Side of the input where neither the file nor the user says one. */
const USUAL_SIZE = 224;

/** A graph that was read, and where it came from. */
export interface SourceGraph {
  readonly model: OnnxModel;
  readonly path: string;
  /** SHA-256 of its file. */
  readonly sha256: string;
}

/**
 * Takes the trunk out of a graph and keeps it as a backbone.
 *
 * @throws NominalError BACKBONE_INVALID, CONFIG_INVALID, OUTPUT_FAILED or CANCELLED.
 */
export async function addGraph(
  { model, path, sha256: sourceSha256 }: SourceGraph,
  options: AddOptions & Required<Pick<AddOptions, 'name' | 'source' | 'description'>>,
): Promise<AddedBackbone> {
  return installBackbone(options.name, options.replace ?? false, async (modelPath) => {
    const trunk = cutTrunk(model, options.taps, path);
    const size = options.input?.size ?? trunk.size ?? USUAL_SIZE;
    const sha256 = await writeModelFile(
      modelPath,
      { model: trunk.model, tensors: [] },
      {
        onTensor: (doneTensors, totalTensors) => {
          throwIfCancelled(options.signal);
          options.onProgress?.({ phase: 'import', doneTensors, totalTensors });
        },
      },
    );
    const taps = await measureTaps(modelPath, trunk.input, trunk.taps, size, options.signal);
    return {
      description: options.description,
      input: { ...imagenetInput(size, options.input), name: trunk.input },
      taps,
      license: options.license ?? 'not stated',
      source: options.source,
      sha256,
      build: { importerVersion: 1, sourceSha256 },
    };
  });
}

import { basename, extname } from 'node:path';
import { sha256OfFile, readRegularFile } from '../../files/index.ts';
import { type OnnxModel, readModel, writeModelFile } from '../onnx/index.ts';
import type { AddedBackbone, AddOptions } from './AddOptions.ts';
import { checkHash } from './checkHash.ts';
import { throwIfCancelled } from '../../errors/index.ts';
import { cutTrunk } from '../importers/onnx/cutTrunk.ts';
import { measureTaps } from '../importers/onnx/measureTaps.ts';
import { imagenetInput } from './imagenetInput.ts';
import { installBackbone } from './installBackbone.ts';

/**
 * Extracts the trunk of any ONNX network: the taps, which need not be outputs of the graph, become its
 * outputs, nodes that they do not need are removed, and the sizes of the input become dynamic.
 * @throws NominalError BACKBONE_INVALID, CONFIG_INVALID, OUTPUT_FAILED or CANCELLED.
 */
export async function addOnnx(path: string, options: AddOptions): Promise<AddedBackbone> {
  const sha256 = await sha256OfFile(path, options.signal);
  if (options.sha256 !== undefined) checkHash(path, sha256, options.sha256);
  const model = readModel(await readRegularFile(path), path);
  const file = basename(path);
  const named = { name: basename(path, extname(path)), source: file, description: file };
  return addGraph({ model, path, sha256 }, { ...named, ...options });
}

/** Side of the input if neither the file nor the user specifies one. */
const USUAL_SIZE = 224;

/** A graph that was read, and where it came from. */
export interface SourceGraph {
  readonly model: OnnxModel;
  readonly path: string;
  /** SHA-256 of its file. */
  readonly sha256: string;
}

/**
 * Extracts the trunk of a graph and installs it as a backbone.
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

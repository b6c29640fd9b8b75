import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { throwIfCancelled } from '../../errors/index.ts';
import { cutTrunk } from '../importers/onnx/cutTrunk.ts';
import { measureTaps } from '../importers/onnx/measureTaps.ts';
import { readModel, writeModelFile } from '../onnx/index.ts';
import type { AddedBackbone, AddOptions } from './AddOptions.ts';
import { checkHash } from './checkHash.ts';
import { imagenetInput } from './imagenetInput.ts';
import { installBackbone } from './installBackbone.ts';
import { sha256OfFile } from './sha256OfFile.ts';

/** Side of the input where neither the file nor the user says one. */
const USUAL_SIZE = 224;

/**
 * Takes the trunk out of any ONNX network: the taps, which need not be outputs of the graph, become
 * its outputs, what they do not need is left out, and the sizes of the input become dynamic.
 * @throws NominalError BACKBONE_INVALID, CONFIG_INVALID, OUTPUT_FAILED or CANCELLED.
 */
export async function addOnnx(path: string, options: AddOptions): Promise<AddedBackbone> {
  const sourceSha256 = await sha256OfFile(path, options.signal);
  if (options.sha256 !== undefined) checkHash(path, sourceSha256, options.sha256);
  const name = options.name ?? basename(path, extname(path));
  return installBackbone(name, options.replace ?? false, async (modelPath) => {
    const trunk = cutTrunk(readModel(await readFile(path), path), options.taps, path);
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
    const taps = await measureTaps(modelPath, trunk.input, trunk.taps, size);
    return {
      description: options.description ?? basename(path),
      input: { ...imagenetInput(size, options.input), name: trunk.input },
      taps,
      license: options.license ?? 'not stated',
      source: options.source ?? basename(path),
      sha256,
      build: { importerVersion: 1, sourceSha256 },
    };
  });
}

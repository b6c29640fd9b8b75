import { basename, extname } from 'node:path';
import { sha256OfFile, readRegularFile } from '../../files/index.ts';
import { readModel } from '../onnx/index.ts';
import { addGraph } from './addGraph.ts';
import type { AddedBackbone, AddOptions } from './AddOptions.ts';
import { checkHash } from './checkHash.ts';

/**
 * Takes the trunk out of any ONNX network: the taps, which need not be outputs of the graph, become
 * its outputs, what they do not need is left out, and the sizes of the input become dynamic.
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

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { openRegularFile } from '../../files/index.ts';
import type { AddedBackbone, AddOptions } from './AddOptions.ts';
import { addOnnx } from './addGraph.ts';
import { addTfjs } from './addTfjs.ts';
import { addWeights } from './addWeights.ts';
import { type CatalogEntry, catalogEntry } from './catalog.ts';
import { downloadsDirectory } from './nominalHome.ts';

/**
 * Adds a backbone from a local file: weights (safetensors, PyTorch), an ONNX network, or the model.json
 * of a TensorFlow.js network. The name of a catalog entry stands for its file in the downloads folder,
 * where it may have been put by hand.
 * @throws NominalError BACKBONE_NOT_FOUND if the file does not exist, BACKBONE_INVALID if it cannot be
 * used or its hash is not the recorded one, CONFIG_INVALID, OUTPUT_FAILED or CANCELLED.
 */
export async function addBackbone(
  nameOrFile: string,
  options: AddOptions = {},
): Promise<AddedBackbone> {
  const entry = catalogEntry(nameOrFile);
  if (entry === undefined || existsSync(nameOrFile)) return addFile(nameOrFile, options);
  const path = join(downloadsDirectory(), entry.file);
  if (!existsSync(path)) throw notDownloaded(nameOrFile, entry, path);
  return addWeights(path, { name: nameOrFile, ...options });
}

async function addFile(path: string, options: AddOptions): Promise<AddedBackbone> {
  const head = await headOf(path);
  if (path.endsWith('.json') || head[0] === 0x7b) return addTfjs(path, options);
  // A protobuf begins with the field ir_version (0x08); weights begin with PK, 0x80 or a length.
  const isOnnx = path.endsWith('.onnx') || (head[0] === 0x08 && head[1] < 0x20 && head[2] !== 0);
  return isOnnx ? addOnnx(path, options) : addWeights(path, options);
}

async function headOf(path: string): Promise<Uint8Array> {
  const head = new Uint8Array(4);
  try {
    const file = await openRegularFile(path);
    try {
      await file.read(head, 0, head.length, 0);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('BACKBONE_NOT_FOUND', {
      what: `There is neither a file ${path} nor a backbone of that name in the catalog`,
      remedy: 'Check the path, or list the names with "nominal backbone list"',
      details: { path },
      cause,
    });
  }
  return head;
}

function notDownloaded(name: string, entry: CatalogEntry, path: string): NominalError {
  return new NominalError('BACKBONE_NOT_FOUND', {
    what: `The weights of ${name} are not on this machine`,
    expected: `the file ${path}`,
    received: 'no such file',
    remedy:
      entry.url === null
        ? `Accept the license at ${entry.page}, fetch ${entry.file} there and give it to "nominal backbone add"`
        : `Run "nominal backbone pull ${name}", or put the file there by hand`,
    details: { backbone: name, path },
  });
}

import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { checkOptions, parseConfig } from '../config/index.ts';
import {
  adoptBank,
  type AdoptedModel,
  type AdoptJob,
  adoptJobOptions,
  type ForeignBank,
  type Images,
} from '../detector/index.ts';
import { readAnomalib } from './anomalib/readAnomalib.ts';
import { type ImportConfig, type ImportOptions, importOptionsSchema } from '../config/index.ts';
import { readPatchcore } from './patchcore/readPatchcore.ts';

/**
 * Converts a PatchCore model of another program: a saved model of the original implementation (a faiss
 * index with its parameters) or an ONNX file that anomalib exported. It is calibrated here, on good
 * images that it was not fitted from, because it has no threshold that holds.
 *
 * @param path path of the index, the ONNX file, or the folder of either.
 * @param goodImages at least 2 images, none of which the model was fitted from.
 * @throws NominalError `INPUT_NOT_FOUND`, `MODEL_DAMAGED`, `IMPORT_UNSUPPORTED` for a model that cannot be
 *   expressed, `CONFIG_INVALID`, `BACKBONE_NOT_FOUND` if the network is not available,
 *   `BACKBONE_INVALID`, `BACKBONE_MISMATCH`, `TOO_FEW_IMAGES`, `CANCELLED`, or the error for an image that
 *   cannot be read.
 */
export async function importModel(
  path: string,
  goodImages: Images,
  options: ImportOptions = {},
  job: AdoptJob = {},
): Promise<AdoptedModel> {
  checkOptions(job, adoptJobOptions, 'importModel');
  const config = parseConfig(importOptionsSchema, options, 'import options');
  return adoptBank(await readForeign(path, config, job), goodImages, job);
}

async function readForeign(
  path: string,
  config: ImportConfig,
  job: AdoptJob,
): Promise<ForeignBank> {
  if (extname(path) === '.onnx') return readAnomalib(path, config, job);
  const inside = join(path, 'model.onnx');
  return existsSync(inside) ? readAnomalib(inside, config, job) : readPatchcore(path, config);
}

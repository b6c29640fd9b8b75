import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type FitConfig, resolveFitConfig } from '../../config/index.ts';
import type { ForeignBank } from '../../detector/index.ts';
import { NominalError } from '../../errors/index.ts';
import { unsupported } from '../foreignFile.ts';
import type { ImportConfig } from '../../config/index.ts';
import { readFlatIndex } from './readFlatIndex.ts';
import { type PatchcoreParameters, readParameters } from './readParameters.ts';

const INDEX = 'nnscorer_search_index.faiss';
const PARAMETERS = 'patchcore_params.pkl';

/** The original's names of networks whose published weights have another name here. */
const backbones: ReadonlyMap<string, string> = new Map([
  ['wideresnet50', 'wide_resnet50_2'],
  ['wideresnet101', 'wide_resnet101_2'],
  ['resnet50', 'resnet50'],
  ['resnet101', 'resnet101'],
  ['resnext101', 'resnext101_32x8d'],
  ['densenet201', 'densenet201'],
]);

/**
 * Reads a saved model of the original implementation of PatchCore (amazon-science/patchcore-inspection):
 * a faiss index and its parameters.
 *
 * @param path path of the index or of its folder.
 * @throws NominalError `INPUT_NOT_FOUND`, `MODEL_DAMAGED`, `CONFIG_INVALID`, or `IMPORT_UNSUPPORTED` for
 *   a model that cannot be expressed.
 */
export async function readPatchcore(path: string, options: ImportConfig): Promise<ForeignBank> {
  const index = await findIndex(path);
  const adjacent = join(dirname(index), basename(index).replace(INDEX, PARAMETERS));
  const parameters = await readParameters(options.parameters ?? adjacent);
  refuseInexpressible(parameters);
  const { rows, sha256 } = await readFlatIndex(index);
  const { target_embed_dimension: dimension } = parameters;
  if (rows.columns !== dimension) {
    throw unsupported({
      what: `${index} does not belong to its parameters`,
      expected: `rows of ${dimension} values`,
      received: String(rows.columns),
      remedy: 'Name the right file with --parameters',
    });
  }
  return {
    rows,
    origin: { name: basename(index), sha256 },
    config: configOf(parameters, rows.rows, options),
    summary: `${rows.rows} bank rows from a model of the original implementation with ${parameters['backbone.name']}`,
  };
}

async function findIndex(path: string): Promise<string> {
  if (!(await isFolder(path))) return path;
  const found = (await readdir(path)).filter((name) => name.endsWith(INDEX));
  if (found.length === 1) return join(path, found[0]);
  if (found.length === 0) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `there is no saved model in ${path}`,
      expected: INDEX,
      remedy: 'Name the folder that the original saved it to',
    });
  }
  throw unsupported({
    what: `${path} holds an ensemble, whose scores the original averages`,
    expected: 'one index',
    received: found.sort().join(', '),
    remedy: 'Name one of them to import only that one',
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function refuseInexpressible(parameters: PatchcoreParameters): void {
  const wanted = { patchsize: 3, patchstride: 1, pretrain_embed_dimension: 1024 } as const;
  for (const [key, value] of Object.entries(wanted)) {
    const received = parameters[key as keyof typeof wanted];
    if (received === value) continue;
    throw unsupported({
      what: `patch features with another ${key} cannot be computed`,
      expected: String(value),
      received: String(received),
    });
  }
}

function configOf(
  parameters: PatchcoreParameters,
  bankRows: number,
  options: ImportConfig,
): FitConfig {
  const [, height, width] = parameters.input_shape;
  return resolveFitConfig({
    backbone: options.backbone ?? backboneOf(parameters['backbone.name']),
    taps: options.taps ?? parameters.layers_to_extract_from.map((name) => name.split('.').pop()),
    // The original saves the size of the crop and not of the resize before it: 256 for its 224, 366 for 320.
    resize: options.resize === undefined ? Math.round((height * 256) / 224) : options.resize,
    crop: options.crop === undefined ? { height, width } : options.crop,
    pooling: 'adaptive',
    dimension: parameters.target_embed_dimension,
    bankRows,
    neighbors: parameters.anomaly_scorer_num_nn,
    topShare: 0,
    standardization: 'none',
    falseRejectRate: options.falseRejectRate,
    extrapolate: options.extrapolate,
  });
}

function backboneOf(name: string): string {
  const known = backbones.get(name);
  if (known !== undefined) return known;
  throw unsupported({
    what: `the weights of the original's network "${name}" are not known here`,
    expected: [...backbones.keys()].join(', '),
    received: name,
    remedy:
      'Add the network with its own weights ("nominal backbone add"), and name it with --backbone and its layers with --taps',
  });
}

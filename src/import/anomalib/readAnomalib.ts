import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { addGraph, resolveBackbone } from '../../backbone/index.ts';
import {
  createTensorInfo,
  type OnnxModel,
  readModel,
  readTensorValues,
  TensorProto_DataType,
} from '../../backbone/onnx/index.ts';
import { resolveFitConfig } from '../../config/index.ts';
import { Matrix } from '../../core/tensor/index.ts';
import type { ForeignBank } from '../../detector/index.ts';
import { NominalError } from '../../errors/index.ts';
import { readRegularFile } from '../../files/index.ts';
import type { JobOptions } from '../../progress.ts';
import { damagedImport, openForeignFile, unsupported } from '../foreignFile.ts';
import type { ImportConfig } from '../../config/index.ts';
import { dissectGraph, type GraphParts } from './dissectGraph.ts';
import { probePreprocessing } from './probePreprocessing.ts';
import { type Preprocessing, readTransform } from './readTransform.ts';

/** Size limit of a protobuf message. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

/**
 * Reads a PatchCore model that anomalib exported to ONNX. The file holds the bank and the network, which
 * is kept as a separate backbone. The preparation of images is in the graph (anomalib 1.0 and later) or
 * in the `metadata.json` next to it (earlier versions).
 *
 * @throws NominalError `INPUT_NOT_FOUND`, `MODEL_DAMAGED`, `IMPORT_UNSUPPORTED`, `CONFIG_INVALID`,
 *   `BACKBONE_INVALID`, `OUTPUT_FAILED` or `CANCELLED`.
 */
export async function readAnomalib(
  path: string,
  options: ImportConfig,
  job: JobOptions,
): Promise<ForeignBank> {
  const bytes = await readWhole(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const model = parse(bytes, path);
  const parts = dissectGraph(model.graph, path);
  const rows = await bankOf(parts, path);
  const preparation = await preparationOf(bytes, parts, path, options, job.signal);
  const source = { model: fromNetworkInput(model, parts), path, sha256 };
  const backbone = await keepNetwork(source, parts, preparation, options, job);
  const { neighbors } = parts;
  return {
    rows,
    origin: { name: basename(path), sha256 },
    config: resolveFitConfig({
      backbone,
      taps: [...parts.taps],
      resize: options.resize === undefined ? preparation.resize : options.resize,
      crop: options.crop === undefined ? preparation.crop : options.crop,
      pooling: 'average',
      bankRows: rows.rows,
      topShare: 0,
      ...(neighbors === 1 ? {} : { reweighting: 'density', reweightingNeighbors: neighbors }),
      standardization: 'none',
      falseRejectRate: options.falseRejectRate,
      extrapolate: options.extrapolate,
    }),
    summary: `${rows.rows} bank rows from a model of anomalib`,
  };
}

async function readWhole(path: string): Promise<Uint8Array> {
  await openForeignFile(path, async ({ bytes }) => {
    if (bytes <= MAX_FILE_BYTES) return Promise.resolve();
    throw unsupported({
      what: `${path} is larger than one ONNX file can be`,
      expected: `at most ${MAX_FILE_BYTES} bytes`,
      received: String(bytes),
    });
  });
  return readRegularFile(path);
}

function parse(bytes: Uint8Array, path: string): OnnxModel {
  try {
    return readModel(bytes, path);
  } catch (cause) {
    throw damagedImport(path, 'it cannot be read as an ONNX model', cause);
  }
}

async function bankOf({ bank }: GraphParts, path: string): Promise<Matrix> {
  const [rows, columns] = bank.dims.map(Number);
  const isThere = bank.rawData.length > 0 || bank.floatData.length > 0;
  if (!isThere) {
    throw unsupported({
      what: `the memory bank is not in ${path} itself`,
      expected: 'an ONNX file without external data',
      remedy: 'Export the model to one file',
    });
  }
  const values = await readTensorValues(bank, dirname(path)).catch((cause: unknown) => {
    throw damagedImport(path, 'its memory bank is cut short', cause);
  });
  if (values.length !== rows * columns || values.length === 0 || !values.every(Number.isFinite)) {
    throw damagedImport(path, 'its memory bank is empty, or holds values that are not numbers');
  }
  return new Matrix(rows, columns, values);
}

async function preparationOf(
  bytes: Uint8Array,
  parts: GraphParts,
  path: string,
  { metadata }: ImportConfig,
  signal: AbortSignal | undefined,
): Promise<Preprocessing> {
  if (parts.input !== parts.networkInput) {
    return probePreprocessing(parse(bytes, path), parts, path, signal);
  }
  const adjacent = metadata ?? join(dirname(path), 'metadata.json');
  if (metadata !== undefined || existsSync(adjacent)) return readTransform(adjacent);
  throw new NominalError('CONFIG_INVALID', {
    what: `${path} does not state how images are prepared`,
    expected: `metadata.json, which anomalib wrote next to it`,
    received: 'no such file',
    remedy: 'Name it with --metadata',
  });
}

/** The model without the preparation of images, which is done before it. */
function fromNetworkInput(model: OnnxModel, { networkInput, input }: GraphParts): OnnxModel {
  const { graph } = model;
  if (input === networkInput) return model;
  const { FLOAT } = TensorProto_DataType;
  graph.node = graph.node.filter(({ output }) => !output.includes(networkInput));
  graph.input = [createTensorInfo(networkInput, FLOAT, ['n', 3, 'h', 'w'])];
  return model;
}

/** Stores the network as a backbone, unless an earlier import did. */
async function keepNetwork(
  source: { readonly model: OnnxModel; readonly path: string; readonly sha256: string },
  { taps }: GraphParts,
  { resize, crop, mean, std }: Preprocessing,
  options: ImportConfig,
  job: JobOptions,
): Promise<string> {
  const name = options.backbone ?? `anomalib-${source.sha256.slice(0, 12)}`;
  if (await isKept(name, source.sha256)) return name;
  const file = basename(source.path);
  const input = {
    size: Math.max((crop ?? resize).height, (crop ?? resize).width),
    mean: [mean[0], mean[1], mean[2]] as [number, number, number],
    std: [std[0], std[1], std[2]] as [number, number, number],
  };
  const about = { source: file, description: `network of ${file}, exported by anomalib` };
  await addGraph(source, { name, taps, input, ...about, ...job });
  return name;
}

async function isKept(name: string, sha256: string): Promise<boolean> {
  try {
    return (await resolveBackbone(name)).manifest.build?.sourceSha256 === sha256;
  } catch (error) {
    if (error instanceof NominalError && error.code === 'BACKBONE_NOT_FOUND') return false;
    throw error;
  }
}

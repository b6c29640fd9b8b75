import { create } from '@bufbuild/protobuf';
import { resolveBackbone } from '../backbone/index.ts';
import { createOrtSession } from '../backbone/ort/index.ts';
import {
  type OnnxModel,
  StringStringEntryProtoSchema,
  writeModel,
} from '../backbone/onnx/index.ts';
import {
  checkOptions,
  type FitConfig,
  type OptionKinds,
  parseConfig,
  resolveRuntimeConfig,
} from '../config/index.ts';
import { planPreprocess, type Size } from '../core/image/index.ts';
import {
  type Detector,
  type Images,
  jobOptions,
  joinParts,
  listImages,
  observeActivations,
} from '../detector/index.ts';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import type { JobOptions } from '../progress.ts';
import { version } from '../version.ts';
import { type ExportConfig, type ExportOptions, exportOptionsSchema } from '../config/index.ts';
import { MAX_BLOCK_VALUES } from './graph/addSearch.ts';
import { buildGraph } from './graph/buildGraph.ts';
import {
  EXPORT_VERSION,
  type ExportManifest,
  MAX_FILE_BYTES,
  metadataKeys,
  type SelfTest,
} from './metadata.ts';
import { refuseInexpressible } from './refuseInexpressible.ts';
import { CHECKSUM_PLACEHOLDER, seal } from './seal.ts';
import {
  differences,
  type ExportedOutputs,
  runExported,
  selfTestSize,
  selfTestTile,
  tiled,
} from './selfTest.ts';

/** The inputs of an export in addition to the model and its options. */
export interface ExportJob extends JobOptions {
  /** Good images from which the range of the network's activations is observed; needed to export a model in 8 bits that was fitted in float32. */
  readonly observed?: Images;
  /** Name or path of the backbone; default the one that the model names. */
  readonly backbone?: string;
}

const exportJobOptions: OptionKinds<ExportJob> = {
  ...jobOptions,
  observed: 'any',
  backbone: 'string',
};

/** An exported model. */
export interface ExportedModel {
  /** The bytes of the ONNX file. */
  readonly file: Uint8Array;
  readonly manifest: ExportManifest;
  /** The file's image score on its self-test minus the library's. */
  readonly scoreDifference: number;
}

/** Maximum difference of a float32 file's scores from the library's, relative to the larger of their size and 1. */
const TOLERANCE = 1e-4;
/** Tolerance for 8 bits: machines round slightly differently. */
const COARSE_TOLERANCE = 0.02;

/**
 * Writes a fitted model as one ONNX file: pixels in; scores, p-values, verdict and anomaly map out.
 *
 * @param detector stays open.
 * @throws NominalError `CONFIG_INVALID`, `EXPORT_UNSUPPORTED` if a graph would give other results than
 *   the library, `BACKBONE_NOT_FOUND`, `BACKBONE_INVALID` or `CANCELLED`.
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { Detector, exportModel } from 'nominal-vision';
 *
 * const detector = await Detector.load('part.nominal');
 * const imageSize = { height: 96, width: 96 };
 * const { file, manifest } = await exportModel(detector, { imageSize });
 * await writeFile('part.onnx', file);
 * console.log(manifest.networkInput, manifest.calibration.threshold);
 * await detector.close();
 * ```
 */
export async function exportModel(
  detector: Detector,
  options: ExportOptions = {},
  job: ExportJob = {},
): Promise<ExportedModel> {
  checkOptions(job, exportJobOptions, 'exportModel');
  const given = parseConfig(exportOptionsSchema, options, 'export options');
  const { model } = detector;
  refuseInexpressible(model.config, given);
  const precision = given.precision ?? model.config.precision;
  const config = { ...given, precision };
  const { image, pixels, grid, input, library } = await inspectTile(detector, config);
  throwIfCancelled(job.signal);
  const backbone = await resolveBackbone(job.backbone ?? model.backbone.name);
  const onnx = await buildGraph({
    model,
    backbone,
    activationRanges: precision === 'int8' ? await rangesFor(detector, job) : null,
    input,
    grid,
    threshold: detector.threshold,
    tail: detector.summary.tail,
    options: config,
  });
  throwIfCancelled(job.signal);
  refuseLarge(onnx);
  const expected = await resultsOf(onnx, pixels, image);
  refuseNoNumbers(expected);
  const exact = precision === model.config.precision && config.bank === 'float32';
  if (exact) refuseDifferent(library, expected);
  const { sha256 } = model.backbone;
  // A model may name its backbone by a path, which must not leak into the file.
  const { name, license, source } = backbone.manifest;
  const manifest: ExportManifest = {
    version: EXPORT_VERSION,
    nominal: version,
    model: detector.checksum,
    backbone: { name, sha256, license, source },
    config: { ...model.config, backbone: name },
    precision,
    bank: { precision: config.bank, rows: model.bank.rows, columns: model.bank.columns },
    imageSize: config.imageSize,
    networkInput: input,
    patchGrid: grid,
    maxBlockValues: MAX_BLOCK_VALUES,
    calibration: {
      method: model.calibration.method,
      falseRejectRate: detector.falseRejectRate,
      threshold: detector.threshold,
      thresholdExtrapolated: detector.summary.thresholdExtrapolated,
      extrapolate: detector.extrapolate,
      pixelThreshold: detector.pixelThreshold,
      imageScores: Array.from(model.calibration.imageScores),
    },
  };
  const selfTest: SelfTest = {
    tile: selfTestSize(null),
    pixels: Buffer.from(selfTestTile()).toString('base64'),
    image,
    expected,
    tolerance: precision === 'int8' ? COARSE_TOLERANCE : TOLERANCE,
  };
  const scoreDifference = expected.imageScore - library.imageScore;
  return { file: sealed(onnx, manifest, selfTest), manifest, scoreDifference };
}

/** The library's results for the image of the self-test. */
async function inspectTile(detector: Detector, { imageSize }: ExportConfig) {
  const image = selfTestSize(imageSize);
  const pixels = tiled(selfTestSize(null), selfTestTile(), image);
  const { pipeline } = detector;
  const [extracted] = await pipeline.extract([
    await pipeline.prepare({ ...image, channels: 3, data: pixels }),
  ]);
  const features = await joinParts(extracted.parts);
  const library = await detector.examine([features]);
  const { grid, input } = features;
  refuseFilledUp(planPreprocess(image, pipeline.config).input, input);
  return { image, pixels, grid, input, library };
}

async function rangesFor({ model }: Detector, job: ExportJob) {
  if (model.activationRanges !== null) return model.activationRanges;
  const images = job.observed === undefined ? [] : await listImages(job.observed, job.signal);
  if (images.length === 0) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'the model was fitted in float32, so the range of the activations of its network is not known',
      expected: 'good images to observe',
      remedy: 'Name some with --images, or fit with --precision int8',
    });
  }
  const backbone = job.backbone ?? model.backbone.name;
  const config: FitConfig = { ...model.config, taps: [...model.config.taps], backbone };
  const observed = await observeActivations(
    images,
    config,
    model.framing,
    resolveRuntimeConfig(),
    job,
  );
  return observed.activationRanges;
}

async function resultsOf(
  onnx: OnnxModel,
  pixels: Uint8Array,
  image: { readonly height: number; readonly width: number },
): Promise<ExportedOutputs> {
  const session = await createOrtSession(writeModel(onnx), 'the exported graph', 1);
  try {
    return await runExported(session, pixels, image);
  } finally {
    await session.release();
  }
}

/** The library repeats edges to reach sides that suit the network; the graph cannot. */
function refuseFilledUp(planned: Size, actual: Size): void {
  if (planned.height === actual.height && planned.width === actual.width) return;
  throw new NominalError('EXPORT_UNSUPPORTED', {
    what: 'images of that size are padded for the network, which the graph cannot do',
    expected: `an --image-size that leads to ${actual.height} x ${actual.width}`,
    received: `${planned.height} x ${planned.width}`,
    remedy: 'Name another size, or fit with --resize HEIGHTxWIDTH',
  });
}

/** A graph whose results are not finite is not written. */
function refuseNoNumbers({ patchScores, ...single }: ExportedOutputs): void {
  if ([...patchScores, ...Object.values(single)].every(Number.isFinite)) return;
  throw new NominalError('EXPORT_UNSUPPORTED', {
    what: 'the graph gives results that are not finite numbers on its self-test',
    remedy: 'Export with --bank float32 and --precision float32',
  });
}

/** A graph whose results differ from the library's is not written. */
function refuseDifferent(
  {
    imageScore,
    patchScores,
  }: Pick<ExportedOutputs, 'imageScore'> & {
    readonly patchScores: { readonly data: Float32Array };
  },
  exported: ExportedOutputs,
): void {
  const library = { ...exported, imageScore, patchScores: Array.from(patchScores.data) };
  const [first] = differences(library, exported, TOLERANCE);
  if (first === undefined) return;
  throw new NominalError('EXPORT_UNSUPPORTED', {
    what: `the graph gives other results than the library on its self-test: ${first.name}`,
    expected: String(first.expected),
    received: String(first.received),
    remedy: 'Report it with the model\'s configuration ("nominal show MODEL --json")',
  });
}

function refuseLarge({ graph }: OnnxModel): void {
  const bytes = graph.initializer.reduce((sum, { rawData }) => sum + rawData.length, 0);
  if (bytes <= MAX_FILE_BYTES - 2 ** 24) return;
  throw new NominalError('EXPORT_UNSUPPORTED', {
    what: 'the model is larger than one ONNX file can be',
    expected: `at most ${MAX_FILE_BYTES} bytes`,
    received: `about ${bytes} bytes`,
    remedy: 'Store the bank with --bank float16 or int8, or fit with fewer rows',
  });
}

function sealed(onnx: OnnxModel, manifest: ExportManifest, selfTest: SelfTest): Uint8Array {
  const entry = (key: string, value: string) =>
    create(StringStringEntryProtoSchema, { key, value });
  onnx.producerName = 'nominal';
  onnx.producerVersion = version;
  onnx.metadataProps = [
    entry(metadataKeys.manifest, JSON.stringify(manifest)),
    entry(metadataKeys.selfTest, JSON.stringify(selfTest)),
    entry(metadataKeys.sha256, CHECKSUM_PLACEHOLDER),
  ];
  const file = writeModel(onnx);
  seal(file);
  return file;
}

import { type OnnxModel, readModel, TensorProto_DataType } from '../backbone/onnx/index.ts';
import { NominalError } from '../errors/index.ts';
import { inputs, outputs } from './graph/names.ts';
import {
  type ExportManifest,
  exportManifestSchema,
  MAX_FILE_BYTES,
  metadataKeys,
  type SelfTest,
  selfTestSchema,
} from './metadata.ts';
import { isSealed } from './seal.ts';

/** The metadata of an exported file. */
export interface ExportedFile {
  readonly manifest: ExportManifest;
  readonly selfTest: SelfTest;
  /** Type of the image input. */
  readonly input: 'float32' | 'uint8';
}

/**
 * Reads and validates the metadata of an exported file, and verifies the file's checksum.
 *
 * @param path path of the file, for messages.
 * @throws NominalError `EXPORT_DAMAGED`.
 */
export function readExported(file: Uint8Array, path: string): ExportedFile {
  if (file.length > MAX_FILE_BYTES) throw damaged(path, 'it is larger than an ONNX file can be');
  const sealed = isSealed(file);
  if (sealed === null) throw damaged(path, 'it was not exported by nominal, or is cut short');
  if (!sealed) throw damaged(path, 'its checksum does not match its content');
  const onnx = parse(file, path);
  const texts = new Map(onnx.metadataProps.map(({ key, value }) => [key, value]));
  const read = (key: string) => parseJson(texts.get(key) ?? '', path);
  const manifest = exportManifestSchema.safeParse(read(metadataKeys.manifest));
  if (!manifest.success) throw damaged(path, 'its manifest is not valid', manifest.error);
  const selfTest = selfTestSchema.safeParse(read(metadataKeys.selfTest));
  if (!selfTest.success) throw damaged(path, 'its self-test is not valid', selfTest.error);
  refuseOtherGraph(onnx, manifest.data, path);
  return { manifest: manifest.data, selfTest: selfTest.data, input: inputTypeOf(onnx, path) };
}

function inputTypeOf({ graph }: OnnxModel, path: string): ExportedFile['input'] {
  const type = graph.input.find(({ name }) => name === inputs.image)?.type?.value;
  const { FLOAT, UINT8 } = TensorProto_DataType;
  if (type?.case === 'tensorType' && type.value.elemType === FLOAT) return 'float32';
  if (type?.case === 'tensorType' && type.value.elemType === UINT8) return 'uint8';
  throw damaged(path, `it has no input ${inputs.image} of bytes or float32`);
}

/** The graph must have the outputs of its manifest, in the stated sizes. */
function refuseOtherGraph(
  { graph }: OnnxModel,
  { networkInput, patchGrid }: ExportManifest,
  path: string,
): void {
  const given = new Map(graph.output.map(({ name, type }) => [name, sidesOf(type)]));
  const missing = Object.values(outputs).find((name) => !given.has(name));
  if (missing !== undefined) throw damaged(path, `it has no output ${missing}`);
  for (const [name, { height, width }] of [
    [outputs.patchScores, patchGrid],
    [outputs.anomalyMap, networkInput],
  ] as const) {
    const wanted = `${height} x ${width}`;
    if (given.get(name) === wanted) continue;
    throw damaged(path, `${name} is of ${given.get(name)} instead of ${wanted}`);
  }
}

/** The last two sizes of a tensor, as text. */
function sidesOf(type: OnnxModel['graph']['output'][number]['type']): string {
  const dims = type?.value.case === 'tensorType' ? (type.value.value.shape?.dim ?? []) : [];
  return dims
    .slice(-2)
    .map(({ value }) => String(value.value))
    .join(' x ');
}

function parse(file: Uint8Array, path: string): OnnxModel {
  try {
    return readModel(file, path);
  } catch (cause) {
    throw damaged(path, 'it is not an ONNX model', cause);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(path, 'its metadata is not JSON', cause);
  }
}

/** The error for a file that is not a valid exported model. */
export function damaged(path: string, why: string, cause?: unknown): NominalError {
  return new NominalError('EXPORT_DAMAGED', {
    what: `${path} is not an intact exported model: ${why}`,
    remedy: 'Copy it again from where it was made, or export the model again',
    cause,
  });
}

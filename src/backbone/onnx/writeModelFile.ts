import { clearField, create, toBinary } from '@bufbuild/protobuf';
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
} from './generated/onnx_pb.ts';
import type { OnnxModel } from './OnnxModel.ts';

/** A float32 constant of a graph whose values are read only when they are written. */
export interface LazyTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly load: () => Promise<Float32Array>;
}

/** A model some of whose constants are not in memory. */
export interface LazyModel {
  readonly model: OnnxModel;
  readonly tensors: readonly LazyTensor[];
}

/** Options for watching and stopping the writing. */
export interface WriteModelOptions {
  /** Called before each constant; may throw to stop. */
  readonly onTensor?: (done: number, total: number) => void;
}

/** Field numbers of onnx.proto. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;
const LENGTH_DELIMITED = 2;

/**
 * Writes an ONNX file constant by constant, so that only one of them is in memory at a time: the
 * fields of a protobuf message may come in any order, and their lengths follow from the shapes.
 * The file is flushed; a caller that needs it complete or not at all passes a temporary name.
 *
 * @returns the SHA-256 of the file, lower-case hexadecimal.
 * @throws RangeError if the number of a constant's values does not match its shape.
 */
export async function writeModelFile(
  path: string,
  { model, tensors }: LazyModel,
  { onTensor }: WriteModelOptions = {},
): Promise<string> {
  const { graph: whole, ...shell } = model;
  const { initializer, ...rest } = whole;
  const graph = toBinary(GraphProtoSchema, { ...rest, initializer: [] });
  const eager = initializer.map(splitTensor);
  const lazy = tensors.map(({ name, dims, load }) => ({
    head: headOf(name, dims),
    bytes: 4 * dims.reduce((product, side) => product * side, 1),
    load: async () => bytesOf(await load()),
    name,
  }));
  const entries = [...eager, ...lazy];
  const graphBytes = entries.reduce((sum, entry) => sum + framed(entry), graph.length);
  const file = await open(path, 'w');
  try {
    const sink = new HashedFile(file);
    await sink.write(toBinary(ModelProtoSchema, shell));
    await sink.write(header(MODEL_GRAPH, graphBytes));
    await sink.write(graph);
    for (const [done, entry] of entries.entries()) {
      onTensor?.(done, entries.length);
      const data = await entry.load();
      if (data.length !== entry.bytes) {
        throw new RangeError(`${entry.name} has ${data.length} bytes instead of ${entry.bytes}`);
      }
      const raw = rawHeader(data.length);
      await sink.write(header(GRAPH_INITIALIZER, entry.head.length + raw.length + data.length));
      await sink.write(entry.head);
      await sink.write(raw);
      await sink.write(data);
    }
    onTensor?.(entries.length, entries.length);
    await file.sync();
    return sink.digest();
  } finally {
    await file.close();
  }
}

interface Entry {
  readonly name: string;
  /** The serialized tensor without its values. */
  readonly head: Uint8Array;
  /** Length of the values. */
  readonly bytes: number;
  readonly load: () => Promise<Uint8Array>;
}

/** Separates a tensor from the values in its `rawData`; other tensors are written as they are. */
function splitTensor(tensor: TensorProto): Entry {
  const { rawData } = tensor;
  const head: TensorProto = { ...tensor };
  clearField(head, TensorProtoSchema.field.rawData);
  const bytes = toBinary(TensorProtoSchema, head);
  return {
    name: tensor.name,
    head: bytes,
    bytes: rawData.length,
    load: () => Promise.resolve(rawData),
  };
}

/** A float32 tensor without its values. */
function headOf(name: string, dims: readonly number[]): Uint8Array {
  const dataType = TensorProto_DataType.FLOAT;
  const tensor = create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType });
  return toBinary(TensorProtoSchema, tensor);
}

function framed({ head, bytes }: Entry): number {
  const inner = head.length + rawHeader(bytes).length + bytes;
  return header(GRAPH_INITIALIZER, inner).length + inner;
}

/** The field header before raw values; empty if a tensor keeps its values in another field. */
function rawHeader(length: number): Uint8Array {
  return length === 0 ? new Uint8Array(0) : header(TENSOR_RAW_DATA, length);
}

/** Tag and length of a length-delimited field. */
function header(field: number, length: number): Uint8Array {
  const bytes = [(field << 3) | LENGTH_DELIMITED];
  let rest = length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

class HashedFile {
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash('sha256');

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length;) {
      at += (await this.#file.write(bytes, at, bytes.length - at)).bytesWritten;
    }
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { create, fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { NominalError } from '../../errors/index.ts';
import { openRegularFile } from '../../files/index.ts';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from './generated/onnx_pb.ts';
import type { OnnxModel } from './OnnxModel.ts';

/** Weights smaller than this are read; they may be shapes or axes that graph rewriting needs. */
const SMALL_BYTES = 1024;
/** Bytes read at a time while skimming the file. */
const WINDOW_BYTES = 65_536;

const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;

/**
 * Reads the graph of an ONNX file and leaves its weights in the file: every large initializer becomes a
 * reference to its place in the same file (ONNX external data), which ONNX Runtime maps into memory
 * when it needs it. So a network of any size is opened without copying its weights.
 *
 * @throws NominalError BACKBONE_INVALID if the file is not an ONNX model.
 */
export async function readGraph(path: string): Promise<OnnxModel> {
  const file = await openRegularFile(path);
  try {
    const window = new FileWindow(file);
    const size = (await file.stat()).size;
    const model = await splitMessage(window, { start: 0, end: size }, MODEL_GRAPH);
    const [graphField] = model.taken;
    if (graphField === undefined) throw new RangeError('it holds no graph');
    const graph = await splitMessage(window, graphField, GRAPH_INITIALIZER);
    const initializer: TensorProto[] = [];
    for (const tensor of graph.taken) {
      initializer.push(await readTensor(window, tensor, basename(path)));
    }
    return Object.assign(fromBinary(ModelProtoSchema, model.rest), {
      graph: Object.assign(fromBinary(GraphProtoSchema, graph.rest), { initializer }),
    });
  } catch (cause) {
    throw new NominalError('BACKBONE_INVALID', {
      what: `${path} is not an ONNX model`,
      expected: 'a protobuf ModelProto with a graph',
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Export the network to ONNX again, or fetch the file again',
      cause,
    });
  } finally {
    await file.close();
  }
}

async function readTensor(
  window: FileWindow,
  range: Range,
  location: string,
): Promise<TensorProto> {
  const { rest, taken } = await splitMessage(window, range, TENSOR_RAW_DATA);
  const tensor = fromBinary(TensorProtoSchema, rest);
  const [raw] = taken;
  if (raw === undefined) return tensor;
  const length = raw.end - raw.start;
  if (length < SMALL_BYTES) {
    tensor.rawData = (await window.read(raw.start, length)).slice();
    return tensor;
  }
  tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
  tensor.externalData = Object.entries({
    location,
    offset: String(raw.start),
    length: String(length),
  }).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value }));
  return tensor;
}

/** Bytes of a file, [start, end). */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The ranges of all fields with one number, unread, and the bytes of all other fields. */
async function splitMessage(
  window: FileWindow,
  { start, end }: Range,
  number: number,
): Promise<{ taken: readonly Range[]; rest: Uint8Array }> {
  const taken: Range[] = [];
  const rest: Uint8Array[] = [];
  for (let at = start; at < end;) {
    const field = await readField(window, at);
    if (field.end > end) throw new RangeError(`a field at byte ${at} reaches beyond its message`);
    if (field.number === number) taken.push({ start: field.content, end: field.end });
    else rest.push((await window.read(at, field.end - at)).slice());
    at = field.end;
  }
  return { taken, rest: Buffer.concat(rest) };
}

interface Field {
  readonly number: number;
  /** First byte after the tag and the length. */
  readonly content: number;
  readonly end: number;
}

/** A tag and a length are at most 10 bytes each. */
const MAX_HEADER_BYTES = 20;

async function readField(window: FileWindow, at: number): Promise<Field> {
  const reader = new BinaryReader(await window.read(at, MAX_HEADER_BYTES));
  const [number, wireType] = reader.tag();
  if (wireType === WireType.LengthDelimited) {
    const length = reader.uint32();
    const content = at + reader.pos;
    return { number, content, end: content + length };
  }
  reader.skip(wireType, number);
  return { number, content: at + reader.pos, end: at + reader.pos };
}

/** Reads a file through a buffer that moves along with the reads. */
class FileWindow {
  readonly #file: FileHandle;
  readonly #bytes = new Uint8Array(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Up to `length` bytes from `at` on, fewer at the end of the file; valid until the next call. */
  async read(at: number, length: number): Promise<Uint8Array> {
    if (length > WINDOW_BYTES) {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await this.#file.read(bytes, 0, length, at);
      return bytes.subarray(0, bytesRead);
    }
    if (at < this.#start || at + length > this.#start + this.#length) {
      const { bytesRead } = await this.#file.read(this.#bytes, 0, WINDOW_BYTES, at);
      this.#start = at;
      this.#length = bytesRead;
    }
    const from = at - this.#start;
    return this.#bytes.subarray(from, Math.min(this.#length, from + length));
  }
}

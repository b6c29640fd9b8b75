import { createOrtSession } from '../../backbone/createOrtSession.ts';
import {
  createTensorInfo,
  type OnnxModel,
  pruneGraph,
  TensorProto_DataType,
  writeModel,
} from '../../backbone/onnx/index.ts';
import { type InferenceSession, Tensor } from '../../backbone/ort.ts';
import type { Size } from '../../core/image/index.ts';
import type { NominalError } from '../../errors/index.ts';
import { unsupported } from '../importError.ts';
import type { GraphParts } from './dissectGraph.ts';
import type { Preprocessing } from './Preprocessing.ts';

/** Size of the images shown to a graph that takes any: no side is a multiple of a usual one. */
const ANY: Size = { height: 300, width: 260 };
/** A pixel's place is found from what is shown there, to this share of a pixel. */
const TOLERANCE_PX = 0.1;

/**
 * Finds out what a graph does with an image before its network, by looking: black and white images show
 * the normalization, and ramps from left to right and from top to bottom show which pixel comes where.
 * Whoever exported it, with whatever operators, it is known then, or refused.
 *
 * @param model is changed: cut down to that part.
 * @throws NominalError `IMPORT_UNSUPPORTED` where it is not a resize with a center crop and a normalization.
 */
export async function probePreprocessing(
  model: OnnxModel,
  { input, networkInput }: GraphParts,
  path: string,
): Promise<Preprocessing> {
  const { graph } = model;
  const size = fixedSize(model, input) ?? ANY;
  graph.output = [createTensorInfo(networkInput, TensorProto_DataType.FLOAT, ['n', 'c', 'h', 'w'])];
  graph.valueInfo = [];
  pruneGraph(graph, [networkInput]);
  const session = await createOrtSession(writeModel(model), path, 1);
  try {
    const show = (level: Level) => shown(session, size, level, path);
    const black = await show(() => 0);
    const white = await show(() => 1);
    const std = channels((c) => 1 / (middle(white, c) - middle(black, c)));
    const mean = channels((c) => -middle(black, c) * std[c]);
    const down = axisOf(await show((y) => (y + 0.5) / size.height), 'height', size, mean, std);
    const across = axisOf(await show((_, x) => (x + 0.5) / size.width), 'width', size, mean, std);
    const crop = { height: black.height, width: black.width };
    const resize = { height: down.to, width: across.to };
    const isWhole = resize.height === crop.height && resize.width === crop.width;
    const isPlain = [down, across].every(({ isCentered }) => isCentered);
    if (!isPlain || !std.every((value) => value > 0)) throw otherPreprocessing(path);
    return { resize, crop: isWhole ? null : crop, mean, std };
  } finally {
    await session.release();
  }
}

type Level = (y: number, x: number) => number;
type PerChannel = [number, number, number];

/** What the network sees. */
interface Seen extends Size {
  readonly data: Float32Array;
}

const channels = (value: (channel: number) => number): PerChannel => [value(0), value(1), value(2)];

async function shown(
  session: InferenceSession,
  { height, width }: Size,
  level: Level,
  path: string,
): Promise<Seen> {
  const plane = height * width;
  const image = Float32Array.from({ length: 3 * plane }, (_, i) =>
    level(Math.floor((i % plane) / width), i % width),
  );
  try {
    const tensor = new Tensor('float32', image, [1, 3, height, width]);
    const results = await session.run({ [session.inputNames[0]]: tensor });
    const { data, dims } = results[session.outputNames[0]];
    if (!(data instanceof Float32Array) || dims.length !== 4 || dims[1] !== 3) {
      throw new TypeError(`the network reads a tensor of [${dims.join(', ')}]`);
    }
    return { data, height: dims[2], width: dims[3] };
  } catch (cause) {
    throw otherPreprocessing(path, cause);
  }
}

function at({ data, height, width }: Seen, channel: number, y: number, x: number): number {
  return data[(channel * height + y) * width + x];
}

function middle(seen: Seen, channel: number): number {
  return at(seen, channel, seen.height >> 1, seen.width >> 1);
}

/** One axis from a ramp along it: how many pixels the image was resized to, and whether its middle was kept. */
function axisOf(
  seen: Seen,
  axis: 'height' | 'width',
  size: Size,
  mean: PerChannel,
  std: PerChannel,
): { readonly to: number; readonly isCentered: boolean } {
  const from = size[axis];
  const kept = seen[axis];
  const source = (out: number) => {
    const value =
      axis === 'height' ? at(seen, 0, out, seen.width >> 1) : at(seen, 0, seen.height >> 1, out);
    return (value * std[0] + mean[0]) * from - 0.5;
  };
  // Near its ends a ramp is bent by what resizing does at borders.
  const [low, high] = [Math.floor(kept / 4), Math.floor((3 * kept) / 4)];
  const slope = (source(high) - source(low)) / (high - low);
  const to = Math.round(from / slope);
  const start = (to - kept) / 2;
  const expected = (low + start + 0.5) * (from / to) - 0.5;
  // A crop of an odd number of pixels is off by half a one.
  const offPx = (Math.abs(source(low) - expected) * to) / from;
  return { to, isCentered: offPx < TOLERANCE_PX + 0.5 * (Math.abs(to - kept) % 2) };
}

function fixedSize({ graph }: OnnxModel, input: string): Size | null {
  const type = graph.input.find(({ name }) => name === input)?.type?.value;
  const dims = type?.case === 'tensorType' ? (type.value.shape?.dim ?? []) : [];
  const [, , height, width] = dims.map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : 0,
  );
  return height > 1 && width > 1 ? { height, width } : null;
}

function otherPreprocessing(path: string, cause?: unknown): NominalError {
  return unsupported({
    what: `what ${path} does with an image before its network cannot be expressed`,
    expected: 'a resize with a center crop and a normalization by channel',
    remedy: 'Export the model with such a transform, or fit anew with "nominal fit"',
    cause,
  });
}

import { runForeignGraph } from '../../backbone/foreign/index.ts';
import {
  createTensorInfo,
  type OnnxModel,
  pruneGraph,
  TensorProto_DataType,
  writeModel,
} from '../../backbone/onnx/index.ts';
import type { Size } from '../../core/image/index.ts';
import type { NominalError } from '../../errors/index.ts';
import { unsupported } from '../foreignFile.ts';
import type { GraphParts } from './dissectGraph.ts';
import type { Preprocessing } from './readTransform.ts';

/** Size of the probe images for a graph that takes any size: no side is a multiple of a common one. */
const ANY: Size = { height: 300, width: 260 };
/** Tolerance of the position of a pixel, in pixels. */
const TOLERANCE_PX = 0.1;
/** Limits of the pixels of a fixed-size image and of the sides that images are resized to: no network reads more. */
const MAX_PIXELS = 2 ** 22;
const MAX_SIDE_PX = 16_384;

/**
 * Finds out how a graph prepares an image for its network by running it: black and white images reveal
 * the normalization, and ramps from left to right and from top to bottom reveal where each pixel comes
 * from. This works for any exporter and any operators; what cannot be expressed is refused. The graph
 * runs in a separate process with limited time and memory.
 *
 * @param model changed in place: cut down to that part.
 * @throws NominalError `IMPORT_UNSUPPORTED` unless it is a resize with a center crop and a normalization,
 *   or `CANCELLED`.
 */
export async function probePreprocessing(
  model: OnnxModel,
  { input, networkInput }: GraphParts,
  path: string,
  signal?: AbortSignal,
): Promise<Preprocessing> {
  const { graph } = model;
  const size = fixedSize(model, input) ?? ANY;
  if (size.height * size.width > MAX_PIXELS) {
    throw otherPreprocessing(path, `images of ${size.height} x ${size.width}`);
  }
  graph.output = [createTensorInfo(networkInput, TensorProto_DataType.FLOAT, ['n', 'c', 'h', 'w'])];
  graph.valueInfo = [];
  pruneGraph(graph, [networkInput]);
  const [black, white, downward, rightward] = await shown(
    writeModel(model),
    networkInput,
    [() => 0, () => 1, (y) => (y + 0.5) / size.height, (_, x) => (x + 0.5) / size.width],
    size,
    path,
    signal,
  );
  const std = channels((c) => 1 / (middle(white, c) - middle(black, c)));
  const mean = channels((c) => -middle(black, c) * std[c]);
  const down = axisOf(downward, 'height', size, mean, std);
  const across = axisOf(rightward, 'width', size, mean, std);
  const crop = { height: black.height, width: black.width };
  const resize = { height: down.to, width: across.to };
  const isWhole = resize.height === crop.height && resize.width === crop.width;
  const isPlain = [down, across].every(({ isCentered }) => isCentered);
  const isPossible = [down.to, across.to].every((side) => side >= 1 && side <= MAX_SIDE_PX);
  if (!isPlain || !isPossible || !std.every((value) => value > 0)) throw otherPreprocessing(path);
  return { resize, crop: isWhole ? null : crop, mean, std };
}

type Level = (y: number, x: number) => number;
type PerChannel = [number, number, number];

/** An image as the network reads it. */
interface Seen extends Size {
  readonly data: Float32Array;
}

const channels = (value: (channel: number) => number): PerChannel => [value(0), value(1), value(2)];

/** The images that the network reads for the given levels, each from a separate run. */
async function shown(
  model: Uint8Array,
  networkInput: string,
  levels: readonly Level[],
  { height, width }: Size,
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly Seen[]> {
  const plane = height * width;
  const runs = levels.map((level) => {
    const data = Float32Array.from({ length: 3 * plane }, (_, i) =>
      level(Math.floor((i % plane) / width), i % width),
    );
    return [[null, { type: 'float32', dims: [1, 3, height, width], data }]] as const;
  });
  const result = await runForeignGraph({ model, runs, values: [networkInput] }, signal);
  if (!result.ok) throw otherPreprocessing(path, result.message);
  const seen = result.outputs.map((outputs) => {
    const { data = null, dims = [] } = outputs.get(networkInput) ?? {};
    const isInput = dims.length === 4 && dims[1] === 3 && dims[2] > 1 && dims[3] > 1;
    if (data !== null && isInput) return { data, height: dims[2], width: dims[3] };
    throw otherPreprocessing(path, `a tensor of [${dims.join(', ')}]`);
  });
  const [{ height: kept, width: across }] = seen;
  if (seen.every((one) => one.height === kept && one.width === across)) return seen;
  throw otherPreprocessing(path, 'different sizes for different images');
}

function at({ data, height, width }: Seen, channel: number, y: number, x: number): number {
  return data[(channel * height + y) * width + x];
}

function middle(seen: Seen, channel: number): number {
  return at(seen, channel, seen.height >> 1, seen.width >> 1);
}

/** Measures one axis with a ramp: how many pixels the image was resized to, and whether its middle was kept. */
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
  // Resizing bends the ramp near the borders.
  const [low, high] = [Math.floor(kept / 4), Math.floor((3 * kept) / 4)];
  const slope = (source(high) - source(low)) / (high - low);
  const to = Math.round(from / slope);
  const start = (to - kept) / 2;
  const expected = (low + start + 0.5) * (from / to) - 0.5;
  // A crop by an odd number of pixels is off by half a pixel.
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

function otherPreprocessing(path: string, received?: string): NominalError {
  return unsupported({
    what: `the way ${path} prepares an image for its network cannot be expressed`,
    expected: 'a resize with a center crop and a normalization by channel',
    ...(received === undefined ? {} : { received }),
    remedy: 'Export the model with such a transform, or fit again with "nominal fit"',
  });
}

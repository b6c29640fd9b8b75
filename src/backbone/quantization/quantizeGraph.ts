import { NominalError } from '../../errors/index.ts';
import {
  GraphBuilder,
  type GraphProto,
  type NodeProto,
  type OnnxModel,
  pruneGraph,
  readTensorValues,
} from '../onnx/index.ts';
import type { ActivationRanges } from './activationRanges.ts';
import { quantizableTensors } from './quantizableTensors.ts';

/** Scale and zero point of unsigned 8-bit values: value = scale · (q − zeroPoint). */
interface Rounding {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Oldest operator set whose QuantizeLinear rounds weights per channel. */
const MIN_OPSET = 13;

/**
 * Rounds a trunk's convolutions to 8 bits: activations to unsigned values over the observed ranges,
 * weights to signed values per output channel (symmetric), biases to 32 bits. The graph has
 * QuantizeLinear and DequantizeLinear around the operations, which ONNX Runtime turns into its integer
 * kernels. Operations without such a kernel (such as normalization before the activation) stay float32.
 *
 * @param trunk changed in place; nodes that its taps do not need are removed.
 * @param folder folder of the file that contains its weights.
 * @throws NominalError BACKBONE_INVALID if the operator set is too old or a range is missing.
 */
export async function quantizeGraph(
  trunk: OnnxModel,
  taps: readonly string[],
  ranges: ActivationRanges,
  folder: string,
): Promise<void> {
  const { graph } = trunk;
  assertOpset(trunk);
  pruneGraph(graph, taps);
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const weightsOf = (name: string) => {
    const tensor = initializers.get(name);
    if (tensor === undefined) throw new RangeError(`${name} is not a constant`);
    return readTensorValues(tensor, folder);
  };
  const { tensors, rectified } = quantizableTensors(graph);
  dropRectifiers(graph, rectified);
  const builder = new GraphBuilder(graph, 'int8');
  const roundings = new Map(tensors.map((tensor) => [tensor, roundingOf(tensor, ranges)]));
  shareThroughMaxPool(graph, roundings);
  const convolutions = graph.node.filter(
    ({ opType, input }) => opType === 'Conv' && roundings.has(input[0]),
  );
  for (const convolution of convolutions) {
    await quantizeWeights(builder, convolution, roundings, weightsOf);
  }
  for (const tensor of tensors) roundTensor(builder, tensor, roundings);
  sortNodes(graph);
}

/** Rounding to unsigned values over a range from zero clips in the same way as the rectifier. */
function dropRectifiers(graph: GraphProto, rectified: ReadonlyMap<string, string>): void {
  graph.node = graph.node.filter(
    ({ input, output }) => rectified.get(input[0]) !== output[0] || output[0] === undefined,
  );
  for (const node of graph.node) {
    node.output = node.output.map((name) => rectified.get(name) ?? name);
  }
}

function roundingOf(tensor: string, ranges: ActivationRanges): Rounding {
  const range = Object.hasOwn(ranges, tensor) ? ranges[tensor] : undefined;
  if (range === undefined) {
    throw new NominalError('BACKBONE_INVALID', {
      what: `the tensor ${tensor} has no recorded range for rounding to 8 bits`,
      expected: 'the network that the ranges were recorded for',
      remedy: 'Fit the model again',
    });
  }
  // Zero must be represented exactly: it is the value of padding.
  const low = Math.min(0, range[0]);
  const high = Math.max(0, range[1]);
  const scale = Math.fround((high - low) / 255) || 1;
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-low / scale))) };
}

/** The largest of some rounded values is one of them, so input and output share one rounding. */
function shareThroughMaxPool(graph: GraphProto, roundings: Map<string, Rounding>): void {
  for (const { opType, input, output } of graph.node) {
    const rounding = roundings.get(input[0]);
    if (opType === 'MaxPool' && rounding !== undefined) roundings.set(output[0], rounding);
  }
}

async function quantizeWeights(
  builder: GraphBuilder,
  convolution: NodeProto,
  roundings: ReadonlyMap<string, Rounding>,
  weightsOf: (name: string) => Promise<Float32Array>,
): Promise<void> {
  const [input, weightName, biasName] = convolution.input;
  const weights = await weightsOf(weightName);
  const dims = dimsOf(builder.graph, weightName);
  const [channels] = dims;
  const perChannel = weights.length / channels;
  const scales = new Float32Array(channels);
  const rounded = new Int8Array(weights.length);
  for (let channel = 0; channel < channels; channel++) {
    const values = weights.subarray(channel * perChannel, (channel + 1) * perChannel);
    const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    const scale = Math.fround(largest / 127) || 1;
    scales[channel] = scale;
    for (let i = 0; i < perChannel; i++) {
      rounded[channel * perChannel + i] = Math.round(values[i] / scale);
    }
  }
  convolution.input[1] = dequantized(builder, builder.constant(dims, rounded), scales, Int8Array);
  if (biasName === undefined || biasName === '') return;
  const bias = await weightsOf(biasName);
  const inputScale = roundings.get(input)?.scale ?? 1;
  const biasScales = scales.map((scale) => scale * inputScale);
  const roundedBias = Int32Array.from(bias, (value, channel) =>
    Math.round(value / biasScales[channel]),
  );
  const constant = builder.constant([channels], roundedBias);
  convolution.input[2] = dequantized(builder, constant, biasScales, Int32Array);
}

function dequantized(
  builder: GraphBuilder,
  constant: string,
  scales: Float32Array,
  type: typeof Int8Array | typeof Int32Array,
): string {
  const dims = [scales.length];
  return builder.node(
    'DequantizeLinear',
    [constant, builder.constant(dims, scales), builder.constant(dims, new type(scales.length))],
    { axis: 0 },
  );
}

/** Makes all readers of `tensor` read its rounded value. */
function roundTensor(
  builder: GraphBuilder,
  tensor: string,
  roundings: ReadonlyMap<string, Rounding>,
): void {
  const { scale, zeroPoint } = roundings.get(tensor) ?? { scale: 1, zeroPoint: 0 };
  const exact = `int8/exact/${tensor}`;
  const producer = builder.graph.node.find(({ output }) => output.includes(tensor));
  const isInput = producer === undefined;
  if (producer !== undefined) {
    producer.output = producer.output.map((name) => (name === tensor ? exact : name));
    // The node that now produces the tensor may be named after it, as this one may have been.
    producer.name = exact;
  }
  const rounding = [
    builder.constant([], Float32Array.of(scale)),
    builder.constant([], Uint8Array.of(zeroPoint)),
  ];
  // An input of the graph keeps its name; its readers take the rounded value under another name.
  const result = isInput ? `int8/rounded/${tensor}` : tensor;
  if (isInput) {
    for (const node of builder.graph.node) {
      node.input = node.input.map((name) => (name === tensor ? result : name));
    }
  }
  const quantized = builder.node('QuantizeLinear', [isInput ? tensor : exact, ...rounding]);
  builder.node('DequantizeLinear', [quantized, ...rounding], {}, result);
}

function dimsOf(graph: GraphProto, name: string): readonly number[] {
  return graph.initializer.find((tensor) => tensor.name === name)?.dims.map(Number) ?? [];
}

/** ONNX requires every node to come after those whose outputs it reads. */
function sortNodes(graph: GraphProto): void {
  const produced = new Set([
    '',
    ...graph.initializer.map(({ name }) => name),
    ...graph.input.map(({ name }) => name),
  ]);
  const sorted: NodeProto[] = [];
  let left = graph.node;
  while (left.length > 0) {
    const waiting: NodeProto[] = [];
    for (const node of left) {
      if (node.input.every((name) => produced.has(name))) {
        sorted.push(node);
        for (const name of node.output) produced.add(name);
      } else {
        waiting.push(node);
      }
    }
    if (waiting.length === left.length) throw new RangeError('the graph has a cycle');
    left = waiting;
  }
  graph.node = sorted;
}

function assertOpset({ opsetImport }: OnnxModel): void {
  const entry = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (entry !== undefined && entry.version >= BigInt(MIN_OPSET)) return;
  throw new NominalError('BACKBONE_INVALID', {
    what: 'The backbone is written in an ONNX operator set that is too old for 8 bits',
    expected: `operator set ${MIN_OPSET} or newer`,
    received: `${entry?.version ?? 'none'}`,
    remedy: 'Export it again with a newer operator set, or use --precision float32',
  });
}

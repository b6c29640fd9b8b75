import { z } from 'zod';
import { createOrtSession, Tensor } from '../ort/index.ts';
import {
  createTensorInfo,
  GraphBuilder,
  type OnnxModel,
  pruneGraph,
  TensorProto_DataType,
  writeModel,
} from '../onnx/index.ts';
import type { ResolvedBackbone } from '../resolveBackbone.ts';
import { quantizableTensors } from './quantizableTensors.ts';

/**
 * The smallest and largest value of each quantized tensor of a network on good images, by tensor name.
 * Together with the network's file they determine the 8-bit network.
 */
export const activationRangesSchema = z.record(z.string(), z.tuple([z.number(), z.number()]));

/** See {@link activationRangesSchema}. */
export type ActivationRanges = z.output<typeof activationRangesSchema>;

/** One image as network input. */
export interface NetworkInput {
  /** float32, 3 × height × width, normalized as the manifest's `input` states. */
  readonly tensor: Float32Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Runs a backbone on good images and records the ranges of its activations, for {@link quantizeGraph}.
 *
 * @param images at least one.
 * @throws NominalError BACKBONE_INVALID if the network cannot be loaded.
 */
export async function observeRanges(
  backbone: ResolvedBackbone,
  taps: readonly string[],
  images: AsyncIterable<NetworkInput>,
  threads: number,
): Promise<ActivationRanges> {
  const graph = await backbone.readGraph();
  const tensors = addRangeOutputs(graph, taps);
  const { manifest, modelPath, directory } = backbone;
  const session = await createOrtSession(writeModel(graph), modelPath, threads, directory);
  const least = new Float32Array(tensors.length).fill(Number.POSITIVE_INFINITY);
  const largest = new Float32Array(tensors.length).fill(Number.NEGATIVE_INFINITY);
  try {
    for await (const { tensor, height, width } of images) {
      const input = new Tensor('float32', tensor, [1, 3, height, width]);
      const outputs = await session.run({ [manifest.input.name]: input });
      merge(least, outputs[rangeOutputs.least], Math.min);
      merge(largest, outputs[rangeOutputs.largest], Math.max);
    }
  } finally {
    await session.release();
  }
  return Object.fromEntries(tensors.map((name, i) => [name, [least[i], largest[i]]]));
}

function merge(
  into: Float32Array,
  { data }: Tensor,
  choose: (a: number, b: number) => number,
): void {
  if (!(data instanceof Float32Array)) throw new TypeError('ranges are float32');
  for (let i = 0; i < into.length; i++) into[i] = choose(into[i], data[i]);
}

/** Names of the outputs of the graph that {@link addRangeOutputs} builds. */
const rangeOutputs = { least: 'least_values', largest: 'largest_values' } as const;

/**
 * Turns a trunk into a network that yields, for a batch, the smallest and largest value of every tensor
 * that would be rounded to 8 bits: two float32 vectors in the order of the returned names.
 *
 * @param trunk changed in place.
 * @param taps the tensors up to which the trunk is used.
 */
function addRangeOutputs(trunk: OnnxModel, taps: readonly string[]): readonly string[] {
  const { graph } = trunk;
  pruneGraph(graph, taps);
  const { tensors } = quantizableTensors(graph);
  const builder = new GraphBuilder(graph, 'ranges');
  const one = builder.int64([1]);
  const { FLOAT } = TensorProto_DataType;
  graph.output = [];
  for (const [operation, output] of [
    ['ReduceMin', rangeOutputs.least],
    ['ReduceMax', rangeOutputs.largest],
  ] as const) {
    const values = tensors.map((tensor) =>
      builder.node('Reshape', [reduced(builder, operation, tensor), one]),
    );
    builder.node('Concat', values, { axis: 0 }, output);
    graph.output.push(createTensorInfo(output, FLOAT, [tensors.length]));
  }
  return tensors;
}

/** Reduces over all axes: without axes, that is what every operator set does. */
function reduced(builder: GraphBuilder, operation: string, tensor: string): string {
  return builder.node(operation, [tensor], { keepdims: 0 });
}

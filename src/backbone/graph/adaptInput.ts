import type { Normalization } from '../../core/image/index.ts';
import { GraphBuilder, type OnnxModel } from '../onnx/index.ts';

/** How one network's input follows from another's: per channel `factor · x + offset`, in the same or reversed order. */
export interface InputAdaptation {
  readonly factor: Float32Array;
  readonly offset: Float32Array;
  /** Whether one of the networks reads RGB and the other BGR. */
  readonly reversed: boolean;
}

/**
 * Converts pixels normalized for one network to the normalization of another; both are linear in the pixel.
 * @returns undefined if they are the same.
 */
export function inputAdaptation(
  given: Normalization,
  wanted: Normalization,
): InputAdaptation | undefined {
  const reversed = given.color !== wanted.color;
  const factor = new Float32Array(3);
  const offset = new Float32Array(3);
  for (let channel = 0; channel < 3; channel++) {
    const source = reversed ? 2 - channel : channel;
    // From the given value back to the share of the pixel's range, and from there to the wanted value.
    const span = given.range[1] - given.range[0];
    const shareFactor = given.std[source] / span;
    const shareOffset = (given.mean[source] - given.range[0]) / span;
    const wantedSpan = (wanted.range[1] - wanted.range[0]) / wanted.std[channel];
    factor[channel] = shareFactor * wantedSpan;
    offset[channel] =
      shareOffset * wantedSpan + (wanted.range[0] - wanted.mean[channel]) / wanted.std[channel];
  }
  const same = factor.every((value) => value === 1) && offset.every((value) => value === 0);
  return same && !reversed ? undefined : { factor, offset, reversed };
}

/** Puts the adaptation before everything that reads the graph's input (in place); the input keeps its name. */
export function adaptInput(
  model: OnnxModel,
  input: string,
  { factor, offset, reversed }: InputAdaptation,
): void {
  const { graph } = model;
  const adapted = `nominal/adapted/${input}`;
  for (const node of graph.node) {
    node.input = node.input.map((name) => (name === input ? adapted : name));
  }
  const rest = graph.node;
  graph.node = [];
  const builder = new GraphBuilder(graph, 'nominal/adaptation');
  const ordered = reversed
    ? builder.node('Gather', [input, builder.int64([2, 1, 0])], { axis: 1 })
    : input;
  const scaled = builder.node('Mul', [ordered, builder.float([3, 1, 1], factor)]);
  builder.node('Add', [scaled, builder.float([3, 1, 1], offset)], {}, adapted);
  graph.node.push(...rest);
}

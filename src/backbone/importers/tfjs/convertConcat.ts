import type { GraphNode } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import type { TrunkContext } from './TrunkContext.ts';
import { channelsOf, inputsOf } from './tensorLookup.ts';

/** Concatenation of activations by channel: of a graph, where the last input is the axis, or of layers. */
export function convertConcat(node: GraphNode, context: TrunkContext): void {
  const inputs = inputsOf(node);
  const parts = node.op === 'ConcatV2' ? inputs.slice(0, -1) : inputs;
  if (node.op === 'ConcatV2') {
    const axis = context.weights.get(inputs[inputs.length - 1] ?? '')?.data[0];
    if (axis !== 3 && axis !== -1) {
      throw invalidGraph(`${node.name} joins along axis ${axis}`, 'channels, axis 3', `${axis}`);
    }
  }
  const tensors = parts.map((name) => context.rename(name));
  context.builder.node('Concat', tensors, { axis: 1 }, context.rename(node.name));
  const channels = parts.reduce((sum, _, index) => sum + channelsOf(node, index, context), 0);
  context.channels.set(node.name, channels);
}

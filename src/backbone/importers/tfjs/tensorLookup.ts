import type { GraphNode, Weight } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import type { TrunkContext } from './TrunkContext.ts';

/** TensorFlow names of a node's data inputs: without `:0`, without control inputs. */
export function inputsOf(node: GraphNode): string[] {
  const data = (node.input ?? []).filter((name) => !name.startsWith('^'));
  return data.map((name) => name.replace(/:0$/, ''));
}

/**
 * The float constant that feeds an input of a node.
 * @throws NominalError BACKBONE_INVALID if the input is not a float constant.
 */
export function constantOf(
  node: GraphNode,
  index: number,
  context: TrunkContext,
): Weight & { readonly data: Float32Array } {
  const weight = context.weights.get(inputsOf(node)[index] ?? '');
  if (weight === undefined || !(weight.data instanceof Float32Array)) {
    throw invalidGraph(
      `input ${index} of ${node.op} ${node.name} is not a constant`,
      'weights known when converting',
      inputsOf(node)[index] ?? 'nothing',
    );
  }
  return { shape: weight.shape, data: weight.data };
}

/** Channels of the activation that feeds an input of a node. */
export function channelsOf(node: GraphNode, index: number, context: TrunkContext): number {
  const channels = context.channels.get(inputsOf(node)[index] ?? '');
  if (channels === undefined) {
    throw invalidGraph(`input ${index} of ${node.op} ${node.name} is not an activation`);
  }
  return channels;
}

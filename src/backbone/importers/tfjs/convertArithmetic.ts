import type { GraphNode } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import type { TrunkContext } from './TrunkContext.ts';
import { inputsOf } from './readNode.ts';

const onnxName: Readonly<Record<string, string>> = {
  Add: 'Add',
  AddV2: 'Add',
  BiasAdd: 'Add',
  Sub: 'Sub',
  Mul: 'Mul',
  RealDiv: 'Div',
};

/**
 * Elementwise arithmetic of two activations, or of an activation and a constant that is a scalar or
 * has one value per channel.
 */
export function convertArithmetic(node: GraphNode, context: TrunkContext): void {
  let channels = 1;
  const input = inputsOf(node).map((name) => {
    const known = context.channels.get(name);
    if (known !== undefined) {
      channels = Math.max(channels, known);
      return context.rename(name);
    }
    const weight = context.weights.get(name);
    const perChannel = weight?.shape.every(
      (size, axis, { length }) => size === 1 || axis === length - 1,
    );
    if (!perChannel || !(weight?.data instanceof Float32Array)) {
      throw invalidGraph(
        `${node.op} ${node.name} cannot be converted`,
        'activations and constants of one value or one per channel',
        `${name} of shape [${weight?.shape.join(', ')}]`,
      );
    }
    return context.builder.float([weight.data.length, 1, 1], weight.data);
  });
  context.builder.node(onnxName[node.op] ?? node.op, input, {}, context.rename(node.name));
  context.channels.set(node.name, channels);
}

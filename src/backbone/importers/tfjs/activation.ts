import { invalidGraph } from './invalidGraph.ts';
import type { TrunkContext } from './TrunkContext.ts';

/**
 * Adds an activation function by its TensorFlow name, writing `output` if given.
 * @throws NominalError BACKBONE_INVALID for one that is not supported.
 */
export function activation(
  name: string,
  input: string,
  context: TrunkContext,
  output?: string,
): string {
  const { builder } = context;
  switch (name) {
    case 'Relu':
    case 'Sigmoid':
    case 'Tanh':
    case 'Elu':
      return builder.node(name, [input], {}, output);
    case 'Relu6': {
      const low = builder.float([], Float32Array.of(0));
      const high = builder.float([], Float32Array.of(6));
      return builder.node('Clip', [input, low, high], {}, output);
    }
    default:
      throw invalidGraph(
        `activation ${name} is not supported`,
        'Relu, Relu6, Sigmoid, Tanh or Elu',
        name,
      );
  }
}

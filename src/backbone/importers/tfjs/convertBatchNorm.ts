import type { GraphNode } from './GraphModel.ts';
import type { TrunkContext } from './TrunkContext.ts';
import { channelsOf, constantOf, inputsOf } from './tensorLookup.ts';

/** Batch normalization at inference: inputs x, scale, offset, mean and variance. */
export function convertBatchNorm(node: GraphNode, context: TrunkContext): void {
  const constants = [1, 2, 3, 4].map((index) => {
    const { data } = constantOf(node, index, context);
    return context.builder.float([data.length], data);
  });
  const input = context.rename(inputsOf(node)[0]);
  const epsilon = { float: node.attr?.epsilon?.f ?? 1e-3 };
  const output = context.rename(node.name);
  context.builder.node('BatchNormalization', [input, ...constants], { epsilon }, output);
  context.channels.set(node.name, channelsOf(node, 0, context));
}

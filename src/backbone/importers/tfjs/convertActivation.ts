import { activation } from './activation.ts';
import type { GraphNode } from './GraphModel.ts';
import type { TrunkContext } from './TrunkContext.ts';
import { channelsOf, inputsOf } from './tensorLookup.ts';

/** An activation function or Identity as an operation of its own. */
export function convertActivation(node: GraphNode, context: TrunkContext): void {
  const input = context.rename(inputsOf(node)[0]);
  const output = context.rename(node.name);
  if (node.op === 'Identity') context.builder.node('Identity', [input], {}, output);
  else activation(node.op, input, context, output);
  context.channels.set(node.name, channelsOf(node, 0, context));
}

import type { GraphNode } from './GraphModel.ts';
import { numbersAttribute } from './nodeAttributes.ts';
import type { TrunkContext } from './TrunkContext.ts';
import { channelsOf, inputsOf } from './tensorLookup.ts';
import { windowAttributes } from './windowAttributes.ts';

/** MaxPool and AvgPool; TensorFlow's average does not count padding, which is ONNX's default too. */
export function convertPool(node: GraphNode, context: TrunkContext): void {
  const [, height, width] = numbersAttribute(node, 'ksize');
  const attributes = Object.fromEntries(
    // Pooling windows are never dilated, and older operator sets refuse the attribute.
    Object.entries(windowAttributes(node, [height, width])).filter(([key]) => key !== 'dilations'),
  );
  const type = node.op === 'MaxPool' ? 'MaxPool' : 'AveragePool';
  const input = context.rename(inputsOf(node)[0]);
  context.builder.node(type, [input], attributes, context.rename(node.name));
  context.channels.set(node.name, channelsOf(node, 0, context));
}

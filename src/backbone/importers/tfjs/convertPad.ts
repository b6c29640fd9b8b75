import type { GraphNode } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import { channelsOf, inputsOf, numbersAttribute } from './readNode.ts';
import type { TrunkContext } from './TrunkContext.ts';

/** Zeros around height and width. The amounts before and after N, H, W and C come from the second input or, for a layer, from an attribute. */
export function convertPad(node: GraphNode, context: TrunkContext): void {
  const [input, amounts] = inputsOf(node);
  const pads = Array.from(
    context.weights.get(amounts ?? '')?.data ?? numbersAttribute(node, 'paddings'),
  );
  if (pads.length !== 8 || [0, 1, 6, 7].some((i) => pads[i] !== 0)) {
    throw invalidGraph(
      `${node.name} pads with [${pads.join(', ')}]`,
      'zeros around height and width',
    );
  }
  const [top, bottom, left, right] = pads.slice(2, 6);
  const channels = channelsOf(node, 0, context);
  // A padded identity convolution, because ONNX Runtime 1.30 fuses a Pad with the MaxPool after it, whose
  // maximum then ignores the zeros.
  const one = context.builder.float([channels, 1, 1, 1], new Float32Array(channels).fill(1));
  context.builder.node(
    'Conv',
    [context.rename(input), one],
    { kernel_shape: [1, 1], pads: [top, left, bottom, right], group: channels },
    context.rename(node.name),
  );
  context.channels.set(node.name, channels);
}

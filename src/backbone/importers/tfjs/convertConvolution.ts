import { activation } from './activation.ts';
import type { GraphNode } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import { channelsOf, constantOf, inputsOf, textsAttribute } from './readNode.ts';
import type { TrunkContext } from './TrunkContext.ts';
import { windowAttributes } from './windowAttributes.ts';

/**
 * Conv2D, DepthwiseConv2dNative and their fused forms (bias, then at most one activation).
 * TensorFlow's kernels height × width × in × out become ONNX's out × in × height × width; a
 * depthwise kernel's out is channel-major, `channel * multiplier + m`, in both.
 */
export function convertConvolution(node: GraphNode, context: TrunkContext): void {
  const { builder } = context;
  const kernel = constantOf(node, 1, context);
  const [height, width, fanIn, last] = kernel.shape;
  const inChannels = channelsOf(node, 0, context);
  const depthwise = node.op.includes('Depthwise');
  const outChannels = depthwise ? fanIn * last : last;
  const perGroup = depthwise ? 1 : fanIn;
  const weights = builder.float(
    [outChannels, perGroup, height, width],
    reorder(kernel.data, height * width, depthwise ? 1 : fanIn, outChannels),
  );
  const input = [context.rename(inputsOf(node)[0]), weights];
  const fused = textsAttribute(node, 'fused_ops');
  if (fused[0] === 'BiasAdd') {
    input.push(builder.float([outChannels], constantOf(node, 2, context).data));
    fused.shift();
  }
  if (fused.length > 1) {
    throw invalidGraph(
      `${node.op} ${node.name} fuses more than can be converted`,
      'BiasAdd and one activation',
      fused.join(', '),
    );
  }
  const output = context.rename(node.name);
  const attributes = {
    ...windowAttributes(node, [height, width]),
    group: inChannels / perGroup,
  };
  if (fused.length === 0) builder.node('Conv', input, attributes, output);
  else activation(fused[0], builder.node('Conv', input, attributes), context, output);
  context.channels.set(node.name, outChannels);
}

/** From positions × fanIn × out to out × fanIn × positions. */
function reorder(
  data: Float32Array,
  positions: number,
  fanIn: number,
  outChannels: number,
): Float32Array {
  const result = new Float32Array(data.length);
  let next = 0;
  for (let out = 0; out < outChannels; out++) {
    for (let channel = 0; channel < fanIn; channel++) {
      for (let position = 0; position < positions; position++) {
        result[next++] = data[(position * fanIn + channel) * outChannels + out];
      }
    }
  }
  return result;
}

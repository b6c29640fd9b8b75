import type { AttributeValue } from '../../onnx/index.ts';
import type { GraphNode } from './GraphModel.ts';
import { invalidGraph } from './invalidGraph.ts';
import { numbersAttribute, textAttribute } from './readNode.ts';

/**
 * ONNX attributes of a convolution or pooling window: kernel, strides, dilations and padding.
 *
 * TensorFlow's SAME padding puts the odd cell at the end and, with a stride, depends on the size of
 * the input; this is SAME_UPPER in ONNX. With stride 1 and an even number of padding cells it is
 * symmetric and is written explicitly, because then ONNX Runtime can use its blocked kernels everywhere.
 * @throws NominalError BACKBONE_INVALID for a data format other than NHWC or unknown padding.
 */
export function windowAttributes(
  node: GraphNode,
  kernel: readonly [height: number, width: number],
): Record<string, AttributeValue> {
  const format = textAttribute(node, 'data_format') ?? 'NHWC';
  if (format !== 'NHWC') {
    throw invalidGraph(`${node.name} has data format ${format}`, 'NHWC', format);
  }
  const strides = spatial(numbersAttribute(node, 'strides'));
  const dilations = spatial(numbersAttribute(node, 'dilations'));
  const shape = { kernel_shape: kernel, strides, dilations };
  const padding = textAttribute(node, 'padding') ?? 'VALID';
  if (padding === 'VALID') return { ...shape, pads: [0, 0, 0, 0] };
  if (padding === 'EXPLICIT') {
    const pads = numbersAttribute(node, 'explicit_paddings');
    return { ...shape, pads: [pads[2], pads[4], pads[3], pads[5]] };
  }
  if (padding !== 'SAME') {
    throw invalidGraph(`${node.name} has padding ${padding}`, 'SAME, VALID or EXPLICIT', padding);
  }
  const reach = kernel.map((size, axis) => dilations[axis] * (size - 1));
  if (strides.every((stride) => stride === 1) && reach.every((cells) => cells % 2 === 0)) {
    const [top, left] = [reach[0] / 2, reach[1] / 2];
    return { ...shape, pads: [top, left, top, left] };
  }
  return { ...shape, auto_pad: 'SAME_UPPER' };
}

function spatial(values: readonly number[]): [height: number, width: number] {
  return values.length === 4 ? [values[1], values[2]] : [1, 1];
}

import { convertArithmetic } from './convertArithmetic.ts';
import { convertConvolution } from './convertConvolution.ts';
import { convertPad } from './convertPad.ts';
import type { OperatorConverter, TrunkContext } from './TrunkContext.ts';
import { activation } from './activation.ts';
import type { GraphNode } from './GraphModel.ts';
import { channelsOf, constantOf, inputsOf, numbersAttribute } from './readNode.ts';
import { invalidGraph } from './invalidGraph.ts';
import { windowAttributes } from './windowAttributes.ts';

/** The TensorFlow operations that a trunk may contain. */
export const operatorConverters: ReadonlyMap<string, OperatorConverter> = new Map([
  ['Conv2D', convertConvolution],
  ['_FusedConv2D', convertConvolution],
  ['DepthwiseConv2dNative', convertConvolution],
  ['FusedDepthwiseConv2dNative', convertConvolution],
  ['Add', convertArithmetic],
  ['AddV2', convertArithmetic],
  ['BiasAdd', convertArithmetic],
  ['Sub', convertArithmetic],
  ['Mul', convertArithmetic],
  ['RealDiv', convertArithmetic],
  ['Relu', convertActivation],
  ['Relu6', convertActivation],
  ['Sigmoid', convertActivation],
  ['Tanh', convertActivation],
  ['Elu', convertActivation],
  ['Identity', convertActivation],
  ['MaxPool', convertPool],
  ['AvgPool', convertPool],
  ['FusedBatchNormV3', convertBatchNorm],
  ['ConcatV2', convertConcat],
  ['ConcatChannels', convertConcat],
  ['Pad', convertPad],
]);

/** An activation function or Identity as an operation of its own. */
function convertActivation(node: GraphNode, context: TrunkContext): void {
  const input = context.rename(inputsOf(node)[0]);
  const output = context.rename(node.name);
  if (node.op === 'Identity') context.builder.node('Identity', [input], {}, output);
  else activation(node.op, input, context, output);
  context.channels.set(node.name, channelsOf(node, 0, context));
}

/** Batch normalization at inference: inputs x, scale, offset, mean and variance. */
function convertBatchNorm(node: GraphNode, context: TrunkContext): void {
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

/** Concatenation of activations by channel: from a graph, where the last input is the axis, or from layers. */
function convertConcat(node: GraphNode, context: TrunkContext): void {
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

/** MaxPool and AvgPool; TensorFlow's average does not count padding, which is ONNX's default too. */
function convertPool(node: GraphNode, context: TrunkContext): void {
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

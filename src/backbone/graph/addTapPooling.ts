import type { TapPooling } from '../../core/patches/index.ts';
import type { GraphBuilder } from '../onnx/index.ts';
import { poolingTerms } from './poolingTerms.ts';

/** Above this many channels per output one dense convolution is cheaper than depthwise ones. */
const MAX_TERMS = 4;

/**
 * Adds the pooling of one tap as convolutions, zero-padded, stride 1: N × C × H × W to
 * N × outputs × H × W. A sparse pooling becomes a sum of channel selections with a depthwise
 * convolution each, which costs a hundredth of the dense convolution at the usual sizes.
 * @returns name of the pooled tensor.
 */
export function addTapPooling(
  builder: GraphBuilder,
  input: string,
  tap: TapPooling,
  neighborhood: number,
): string {
  const reach = (neighborhood - 1) / 2;
  const window = {
    kernel_shape: [neighborhood, neighborhood],
    pads: [reach, reach, reach, reach],
    strides: [1, 1],
  };
  const terms = poolingTerms(tap, neighborhood);
  if (terms.length > MAX_TERMS) {
    const dims = [tap.outputs, tap.channels, neighborhood, neighborhood];
    const kernel = builder.float(dims, denseKernel(tap, neighborhood));
    return builder.node('Conv', [input, kernel], window);
  }
  let sum: string | undefined;
  for (const { channel, kernel } of terms) {
    const isAllInOrder =
      channel.length === tap.channels && channel.every((value, index) => value === index);
    const chosen = isAllInOrder
      ? input
      : builder.node('Gather', [input, builder.int64(channel)], { axis: 1 });
    const weights = builder.float([tap.outputs, 1, neighborhood, neighborhood], kernel);
    const part = builder.node('Conv', [chosen, weights], { ...window, group: tap.outputs });
    sum = sum === undefined ? part : builder.node('Add', [sum, part]);
  }
  if (sum === undefined) throw new RangeError('a tap pooling without outputs cannot be built');
  return sum;
}

function denseKernel(tap: TapPooling, neighborhood: number): Float32Array {
  const values = tap.channels * neighborhood * neighborhood;
  const kernel = new Float32Array(tap.outputs * values);
  for (let row = 0; row < tap.outputs; row++) {
    for (let k = tap.rowStart[row]; k < tap.rowStart[row + 1]; k++) {
      kernel[row * values + tap.input[k]] = tap.weight[k];
    }
  }
  return kernel;
}

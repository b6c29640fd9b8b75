import type { TapPooling } from '../../core/patches/index.ts';
import type { GraphBuilder } from '../onnx/index.ts';

/** With more channels per output than this, one dense convolution is cheaper than depthwise ones. */
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

/** One term of a tap's pooling: every output takes one channel through one small kernel. */
interface PoolingTerm {
  /** The channel that each output reads. */
  readonly channel: Uint32Array;
  /** outputs × neighborhood × neighborhood, C order. */
  readonly kernel: Float32Array;
}

/**
 * Splits the pooling of a tap into terms whose sum is the pooling. There are as many terms as the largest
 * number of channels that an output reads; an output that reads fewer has zero kernels in the later terms.
 */
function poolingTerms(tap: TapPooling, neighborhood: number): PoolingTerm[] {
  const area = neighborhood * neighborhood;
  const terms: PoolingTerm[] = [];
  for (let row = 0; row < tap.outputs; row++) {
    let used = 0;
    let last = -1;
    for (let k = tap.rowStart[row]; k < tap.rowStart[row + 1]; k++) {
      const channel = Math.floor(tap.input[k] / area);
      if (channel !== last) {
        if (used === terms.length) terms.push(emptyTerm(tap.outputs, area));
        terms[used].channel[row] = channel;
        used++;
        last = channel;
      }
      terms[used - 1].kernel[row * area + (tap.input[k] % area)] = tap.weight[k];
    }
    for (let rest = used; rest < terms.length; rest++) terms[rest].channel[row] = Math.max(last, 0);
  }
  return terms;
}

function emptyTerm(outputs: number, area: number): PoolingTerm {
  return { channel: new Uint32Array(outputs), kernel: new Float32Array(outputs * area) };
}

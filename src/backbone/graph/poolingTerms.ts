import type { TapPooling } from '../../core/patches/index.ts';

/** One term of a tap's pooling: every output takes one channel through one small kernel. */
export interface PoolingTerm {
  /** Per output, the channel it reads. */
  readonly channel: Uint32Array;
  /** outputs × neighborhood × neighborhood, C order. */
  readonly kernel: Float32Array;
}

/**
 * Splits the pooling of a tap into as many terms as an output reads channels at most; their sum is
 * the pooling. An output that reads fewer has zero kernels in the later terms.
 */
export function poolingTerms(tap: TapPooling, neighborhood: number): PoolingTerm[] {
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

import {
  instantiateKernels,
  KernelMemory,
  type Kernels,
  type MemoryLayout,
} from '../../core/kernels/index.ts';

/** Bytes that are copied to the kernel at a time, so that they stay in the processor's cache. */
const BLOCK_BYTES = 2 ** 18;
/** Room for vector loads and stores that reach past the end of a row. */
const SLACK_BYTES = 16;

interface Scratch {
  readonly memory: KernelMemory<ReturnType<typeof scratchLayout>>;
  readonly kernels: Kernels;
}

/** Kept between calls: images mostly have one size, and allocating memory is slow. */
let scratch: Scratch | undefined;

/**
 * Undoes the filters of PNG rows in place (PNG specification, chapter 9).
 *
 * @param data `rows` rows of one filter byte and `rowBytes` filtered bytes; the first rows × rowBytes bytes
 *   are overwritten with the pixels.
 * @param pixelBytes 1 to 4.
 * @returns whether all filters are known; if not, the data is spoilt.
 */
export function unfilterPng(
  data: Uint8Array,
  rows: number,
  rowBytes: number,
  pixelBytes: number,
): boolean {
  const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (rowBytes + 1)));
  const { memory, kernels } = scratchFor(scratchLayout(blockRows, rowBytes));
  memory.view('pixels', rowBytes).fill(0);
  for (let row = 0; row < rows; row += blockRows) {
    const count = Math.min(blockRows, rows - row);
    const filtered = data.subarray(row * (rowBytes + 1), (row + count) * (rowBytes + 1));
    memory.view('filtered', filtered.length).set(filtered);
    const known = kernels.unfilterRows({
      source: memory.at('filtered'),
      rows: count,
      rowBytes,
      pixelBytes,
      out: memory.at('pixels', rowBytes),
    });
    if (known < count) return false;
    data.set(memory.view('pixels', count * rowBytes, rowBytes), row * rowBytes);
    memory.view('pixels', rowBytes).set(memory.view('pixels', rowBytes, count * rowBytes));
  }
  return true;
}

function scratchLayout(blockRows: number, rowBytes: number) {
  return {
    filtered: { type: 'uint8', length: blockRows * (rowBytes + 1) + SLACK_BYTES },
    /** The row above the block, then those of the block. */
    pixels: { type: 'uint8', length: (blockRows + 1) * rowBytes + SLACK_BYTES },
  } as const satisfies MemoryLayout;
}

/** The scratch of the previous call if it is large enough, else a new one. */
function scratchFor(layout: ReturnType<typeof scratchLayout>): Scratch {
  const held = scratch?.memory.layout;
  const fits =
    held !== undefined &&
    held.filtered.length >= layout.filtered.length &&
    held.pixels.length >= layout.pixels.length;
  if (!fits || scratch === undefined) {
    const memory = new KernelMemory(layout);
    scratch = { memory, kernels: instantiateKernels(memory.memory) };
  }
  return scratch;
}

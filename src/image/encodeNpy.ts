import type { Grid } from '../core/tensor/index.ts';

/** Magic, version and the header's length. */
const PREFIX_BYTES = 10;

/** A map as the bytes of a NumPy file (format 1.0): little-endian float32, C order, height × width. */
export function encodeNpy({ height, width, data }: Grid): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`;
  // The format wants the data to start at a multiple of 64.
  const start = Math.ceil((PREFIX_BYTES + text.length + 1) / 64) * 64;
  const headerBytes = start - PREFIX_BYTES;
  const file = new Uint8Array(start + data.length * 4);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, headerBytes & 255, headerBytes >> 8]);
  file.set(new TextEncoder().encode(`${text.padEnd(headerBytes - 1)}\n`), PREFIX_BYTES);
  const view = new DataView(file.buffer);
  for (let i = 0; i < data.length; i++) view.setFloat32(start + i * 4, data[i], true);
  return file;
}

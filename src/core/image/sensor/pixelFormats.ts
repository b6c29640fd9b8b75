import type { Size } from '../Box.ts';

/** The colors of the first two pixels of the first row and of the second row of a sensor's mosaic. */
export const bayerOrders = ['RG', 'GR', 'GB', 'BG'] as const;

/** One of the {@link bayerOrders}. */
export type BayerOrder = (typeof bayerOrders)[number];

/** Bits of a value, and how values lie in bytes. */
interface Depth {
  readonly bits: 8 | 10 | 12 | 14 | 16;
  /**
   * `bytes`: one byte for each. `words`: two bytes, the lower one first, the value in the lower bits.
   * `stream` (PFNC "p"): one after the other without a gap, from the lowest bit of the first byte on.
   * `pairs` (GigE Vision "Packed"): two values in three bytes: the upper 8 bits of the first, the
   * lowest bits of both, the upper 8 bits of the second.
   */
  readonly packing: 'bytes' | 'words' | 'stream' | 'pairs';
}

const depths = {
  8: { bits: 8, packing: 'bytes' },
  10: { bits: 10, packing: 'words' },
  12: { bits: 12, packing: 'words' },
  14: { bits: 14, packing: 'words' },
  16: { bits: 16, packing: 'words' },
  '10p': { bits: 10, packing: 'stream' },
  '12p': { bits: 12, packing: 'stream' },
  '14p': { bits: 14, packing: 'stream' },
  '10Packed': { bits: 10, packing: 'pairs' },
  '12Packed': { bits: 12, packing: 'pairs' },
} as const satisfies Readonly<Record<string, Depth>>;

type DepthName = keyof typeof depths;

/** What the values of a pixel format are. */
export type PixelKind = 'mono' | BayerOrder | 'RGB' | 'BGR' | 'YUYV' | 'UYVY';

/** How the pixels of a camera lie in memory; rows are not padded. */
export interface PixelFormat extends Depth {
  readonly kind: PixelKind;
}

const colors = {
  RGB8: { kind: 'RGB', ...depths[8] },
  BGR8: { kind: 'BGR', ...depths[8] },
  YUV422_8: { kind: 'YUYV', ...depths[8] },
  YUV422_8_UYVY: { kind: 'UYVY', ...depths[8] },
} as const satisfies Readonly<Record<string, PixelFormat>>;

/** A name of GenICam's Pixel Format Naming Convention (PFNC). */
export type PixelFormatName =
  `Mono${DepthName}` | `Bayer${BayerOrder}${DepthName}` | keyof typeof colors;

const formats: ReadonlyMap<string, PixelFormat> = new Map<string, PixelFormat>([
  ...Object.entries(depths).map(
    ([name, depth]) => [`Mono${name}`, { kind: 'mono', ...depth }] as const,
  ),
  ...bayerOrders.flatMap((kind) =>
    Object.entries(depths).map(
      ([name, depth]) => [`Bayer${kind}${name}`, { kind, ...depth }] as const,
    ),
  ),
  ...Object.entries(colors),
]);

/** The names of the pixel formats that are read. */
export const pixelFormatNames = [...formats.keys()] as readonly PixelFormatName[];

/** The pixel format of a name. @throws RangeError for an unknown name. */
export function pixelFormat(name: PixelFormatName): PixelFormat {
  const format = formats.get(name);
  if (format === undefined) throw new RangeError(`no pixel format is called ${name}`);
  return format;
}

/** Number of values of a frame: before colors are made of them. */
export function valueCount({ kind }: PixelFormat, { height, width }: Size): number {
  if (kind === 'RGB' || kind === 'BGR') return 3 * height * width;
  return kind === 'YUYV' || kind === 'UYVY' ? 2 * height * width : height * width;
}

/** Bytes of a frame. */
export function frameByteLength(format: PixelFormat, size: Size): number {
  const count = valueCount(format, size);
  if (format.packing === 'bytes') return count;
  if (format.packing === 'words') return 2 * count;
  return format.packing === 'stream'
    ? Math.ceil((count * format.bits) / 8)
    : Math.ceil((count * 3) / 2);
}

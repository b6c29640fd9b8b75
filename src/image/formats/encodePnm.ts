import type { RawFrame } from '../ImageSource.ts';

/**
 * Writes pixels as a binary graymap or pixmap (P5, P6): a short header before the values, uncompressed,
 * so that it takes hardly more time than a copy.
 *
 * @param frame grey or RGB.
 * @param largest the value that stands for white, up to 255 with bytes, from 256 to 65535 with 16 bits.
 */
export function encodePnm(
  { height, width, channels, data }: Omit<RawFrame, 'channels'> & { readonly channels: 1 | 3 },
  largest: number,
): Uint8Array {
  const header = pnmHeader({ height, width, channels }, largest);
  const isDeep = data instanceof Uint16Array;
  if (isDeep !== largest > 255) throw new RangeError(`values do not fit a largest of ${largest}`);
  const file = new Uint8Array(header.length + data.byteLength);
  file.set(header);
  if (!isDeep) file.set(data, header.length);
  else {
    for (let i = 0, at = header.length; i < data.length; i++) {
      file[at++] = data[i] >> 8;
      file[at++] = data[i];
    }
  }
  return file;
}

/** The header of a binary graymap or pixmap: its values come right after it. */
export function pnmHeader(
  { height, width, channels }: Pick<RawFrame, 'height' | 'width'> & { readonly channels: 1 | 3 },
  largest: number,
): Uint8Array {
  return Buffer.from(`P${channels === 1 ? 5 : 6}\n${width} ${height}\n${largest}\n`);
}

import { RgbImage } from '../core/image/index.ts';
import { imageTooLarge } from './imageTooLarge.ts';
import { unreadableImage } from './unreadableImage.ts';

/** Letter and digit, then width, height and largest value with white space and comments between, then one white space. */
const header = /^P([56])(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)\s/;
/** Comments may be long, but not that long. */
const HEADER_BYTES = 4096;

/**
 * Decodes a binary portable graymap or pixmap (P5, P6), which libvips as shipped does not read: up to 16 bits;
 * of values beyond 8 bits the highest 8 of the stated range are taken, as for other 16-bit images;
 * smaller ranges are stretched to 0..255.
 *
 * @param bytes the file, from its letters P5 or P6 on.
 * @throws NominalError `IMAGE_UNREADABLE` or `IMAGE_TOO_LARGE`.
 */
export function decodePnm(bytes: Uint8Array, name: string, maxPixels: number): RgbImage {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, HEADER_BYTES));
  const found = header.exec(text);
  if (found === null) throw unreadableImage(name, 'its header is not that of a PGM or PPM image');
  const [width, height, largest] = found.slice(2).map(Number);
  if (width < 1 || height < 1 || largest < 1 || largest > 65535) {
    throw unreadableImage(name, 'its header is not that of a PGM or PPM image');
  }
  if (height * width > maxPixels) {
    throw imageTooLarge(name, `${maxPixels} pixels`, `${height} x ${width}`);
  }
  const channels = found[1] === '5' ? 1 : 3;
  const valueBytes = largest > 255 ? 2 : 1;
  const values = bytes.subarray(found[0].length);
  if (values.length < height * width * channels * valueBytes) {
    throw unreadableImage(name, 'it is cut short');
  }
  const data = new Uint8Array(height * width * 3);
  for (let i = 0; i < data.length; i++) {
    const at = (channels === 1 ? Math.floor(i / 3) : i) * valueBytes;
    const value = valueBytes === 2 ? values[at] * 256 + values[at + 1] : values[at];
    data[i] = toByte(value, largest);
  }
  return new RgbImage(height, width, data);
}

/** Values beyond the largest that the header states are white. */
function toByte(value: number, largest: number): number {
  const level =
    largest > 255 ? Math.floor((value * 256) / (largest + 1)) : Math.round((value * 255) / largest);
  return Math.min(255, level);
}

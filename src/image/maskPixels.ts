import { NominalError } from '../errors/index.ts';
import { readRegularFile } from '../files/index.ts';
import { decodeBmp, decodeBmpIndices } from './formats/decodeBmp.ts';
import { decodePnm, isPnm } from './formats/decodePnm.ts';
import { type PaletteImage, paletteImage } from './formats/paletteImage.ts';
import { tiffTag, tiffTags } from './formats/tiffTags.ts';
import { unreadableImage, unsupportedImage } from './imageErrors.ts';
import { unsupportedKind } from './formats/unsupportedKind.ts';
import { loadSharp } from './loadSharp.ts';

/** The values of a mask file as stored: without color profile and orientation applied. */
export interface MaskPixels {
  readonly height: number;
  readonly width: number;
  /** height × width values of 8 bits, row-major: the brightest channel of each pixel; 0 where nothing is marked. */
  readonly values: Uint8Array;
  /** Whether compression changes values, so that small values may be noise. */
  readonly isLossy: boolean;
}

/** Numbers of the TIFF compressions that change values (JPEG) or may do so (WebP). */
const lossyCompressions = [6, 7, 50001];

/** Maximum number of pixels of a mask if the image's size is not known beforehand. */
const MAX_PIXELS = 2 ** 28;

/**
 * Decodes a mask. In a file with a palette, every index other than the background's is a mark (255),
 * whatever its color; if all colors in use are different greys, they are grey values instead. 16-bit
 * values are divided by 256, but values above 0 stay at least 1, so that labels such as 200 of 65,535
 * mark a defect. Transparency is ignored unless the mask is drawn only in it: if all colors are
 * constant and alpha is not, alpha is the mask.
 *
 * @throws NominalError INPUT_NOT_FOUND, IMAGE_UNREADABLE or IMAGE_UNSUPPORTED.
 */
export async function maskPixels(path: string): Promise<MaskPixels> {
  const bytes = await readRegularFile(path).catch((cause: unknown) => {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `mask ${path} does not exist or cannot be read`,
      details: { path },
      cause,
    });
  });
  const name = `mask ${path}`;
  if (isPnm(bytes)) return brightest(decodePnm(bytes, name, MAX_PIXELS));
  if (bytes[0] === 0x42 && bytes[1] === 0x4d) return ofBitmap(bytes, name);
  try {
    const palette = paletteImage(bytes);
    const indexed = palette === null ? null : await ofPalette(palette, name);
    return indexed ?? (await ofLibrary(bytes));
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    const kind = unsupportedKind(bytes);
    if (kind !== null) throw unsupportedImage(name, kind, cause);
    throw unreadableImage(name, 'it is damaged, cut short, or not an image', cause);
  }
}

function ofBitmap(bytes: Uint8Array, name: string): MaskPixels {
  const indexed = decodeBmpIndices(bytes, name, MAX_PIXELS);
  const values = indexed === null ? null : markedIndices(indexed.data, indexed.colors, name);
  if (indexed === null || values === null) return brightest(decodeBmp(bytes, name, MAX_PIXELS));
  return { height: indexed.height, width: indexed.width, values, isLossy: false };
}

async function ofPalette(
  { asGrey, bits, colors }: PaletteImage,
  name: string,
): Promise<MaskPixels | null> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(asGrey, { limitInputPixels: MAX_PIXELS })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  // Fewer bits than 8 are stretched to 0..255.
  const indices = data.map((value) => Math.round((value * (2 ** bits - 1)) / 255));
  const values = markedIndices(indices, colors, name);
  return values === null
    ? null
    : { height: info.height, width: info.width, values, isLossy: false };
}

async function ofLibrary(bytes: Uint8Array): Promise<MaskPixels> {
  const sharp = await loadSharp();
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS });
  const { depth, format, channels: stored, hasAlpha } = await image.metadata();
  const wide = depth === 'ushort';
  const encoded = wide ? image.toColourspace(stored < 3 ? 'grey16' : 'rgb16') : image;
  const { data: raw, info } = await encoded
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const data = wide ? new Uint16Array(raw.buffer, raw.byteOffset, raw.byteLength / 2) : raw;
  const compression = tiffTags(bytes)?.entries.get(tiffTag.compression)?.value ?? 1;
  const isLossy =
    format === 'jpeg' ||
    format === 'webp' ||
    format === 'heif' ||
    lossyCompressions.includes(compression);
  return { ...brightest({ ...info, data }, hasAlpha), isLossy };
}

interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Uint8Array | Uint16Array;
}

function brightest({ height, width, channels, data }: Pixels, hasAlpha = false): MaskPixels {
  const colors = hasAlpha ? channels - 1 : channels;
  const inAlpha = hasAlpha && varies(data, channels, colors) && !varies(data, channels, 0, colors);
  const [first, end] = inAlpha ? [colors, channels] : [0, colors];
  const values = new Uint8Array(height * width);
  const divisor = data instanceof Uint16Array ? 256 : 1;
  for (let i = 0; i < values.length; i++) {
    let highest = 0;
    for (let c = first; c < end; c++) highest = Math.max(highest, data[i * channels + c]);
    values[i] = highest === 0 ? 0 : Math.max(1, highest / divisor);
  }
  return { height, width, values, isLossy: false };
}

/** Whether any channel of first..end - 1 has more than one value. */
function varies(data: Uint8Array | Uint16Array, channels: number, first: number, end = channels) {
  for (let at = 0; at < data.length; at += channels) {
    for (let c = first; c < end; c++) if (data[at + c] !== data[c]) return true;
  }
  return false;
}

type Colors = PaletteImage['colors'];

/**
 * 255 for every index except the background's, which is 0. Null if the colors themselves are the values:
 * a palette of different greys, or only one index.
 *
 * @throws NominalError IMAGE_UNSUPPORTED if index 0 has a color and another index is black, because
 *   then either may be the background: programs that minimize file size sort palettes like this.
 */
function markedIndices(indices: Uint8Array, colors: Colors, name: string): Uint8Array | null {
  const used = [...new Set(indices)];
  const shades = used.map((index) => colors[index] ?? [0, 0, 0]);
  const greys = new Set(shades.map(([red]) => red));
  const isGrey = shades.every(([red, green, blue]) => red === green && green === blue);
  if (isGrey && greys.size === used.length) return null;
  const isBlack = (index: number) => (colors[index] ?? [0]).every((value) => value === 0);
  if (!isBlack(0) && used.some(isBlack)) {
    throw unsupportedImage(
      name,
      'its palette has a color at index 0 and black at another index, so that either may be the background',
    );
  }
  return indices.map((index) => (index === 0 ? 0 : 255));
}

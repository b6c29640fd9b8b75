import { tiffTag, tiffTags } from './tiffTags.ts';

/** Image formats that are not supported, by the bytes that their files start with. */
const kinds: readonly (readonly [name: string, at: number, magic: readonly number[]])[] = [
  ['JPEG XL', 0, [0xff, 0x0a]],
  ['JPEG XL', 4, ascii('JXL ')],
  ['JPEG 2000', 4, ascii('jP  ')],
  ['JPEG 2000', 0, [0xff, 0x4f, 0xff, 0x51]],
  ['JPEG XR', 0, [0x49, 0x49, 0xbc]],
  ['Photoshop', 0, ascii('8BPS')],
  ['OpenEXR', 0, [0x76, 0x2f, 0x31, 0x01]],
  ['Radiance HDR', 0, ascii('#?RADIANCE')],
  ['DICOM', 128, ascii('DICM')],
  ['FITS', 0, ascii('SIMPLE  =')],
  ['PAM', 0, ascii('P7')],
  ['PFM', 0, ascii('PF')],
  ['PFM', 0, ascii('Pf')],
  ['PDF', 0, ascii('%PDF')],
];

/** Brands of the ISO base media format that contain HEVC, whose codec cannot be shipped freely. */
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

/** Names of TIFF compressions that the shipped libvips does not decode. */
const tiffCompressions: Readonly<Record<number, string>> = {
  34676: 'SGI LogLuv',
  34677: 'SGI LogLuv',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG of DNG',
  34925: 'LZMA',
  50000: 'ZSTD',
  50002: 'JPEG XL',
};

/** Numbers of the TIFF compressions that it decodes: none, CCITT, LZW, JPEG, deflate, PackBits, WebP. */
const readCompressions = [1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 50001];

/**
 * Why an image could not be decoded even if it were intact, according to its header.
 *
 * @param bytes the file, or its first kilobytes.
 * @returns a full phrase, such as "its compression ZSTD is not supported"; null if the header shows no
 *   reason, so the file must be damaged.
 */
export function unsupportedKind(bytes: Uint8Array): string | null {
  const kind = kinds.find(([, at, magic]) => magic.every((byte, i) => bytes[at + i] === byte));
  if (kind !== undefined) return `${kind[0]} is not supported`;
  if (textAt(bytes, 4, 4) === 'ftyp') {
    const brand = textAt(bytes, 8, 4);
    if (heicBrands.includes(brand)) return 'HEIC is not supported';
    return brand.startsWith('avi') ? null : `its kind of media file, ${brand}, is not supported`;
  }
  return unsupportedJpeg(bytes) ?? unsupportedTiff(bytes);
}

function unsupportedJpeg(bytes: Uint8Array): string | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 4 < bytes.length;) {
    if (bytes[at] !== 0xff) {
      at++;
      continue;
    }
    const marker = bytes[at + 1];
    // SOF0 to SOF15 except DHT, JPG and DAC, whose numbers lie between them.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const bits = bytes[at + 4];
      if (bits !== 8) return `its values of ${bits} bits are not supported in a JPEG`;
      return [0xc3, 0xc7, 0xcb, 0xcf].includes(marker) ? 'lossless JPEG is not supported' : null;
    }
    const bare = marker === 0xff || marker === 0x00 || marker === 0x01;
    at += bare ? 1 : 2 + bytes[at + 2] * 256 + bytes[at + 3];
  }
  return null;
}

function unsupportedTiff(bytes: Uint8Array): string | null {
  const entries = tiffTags(bytes)?.entries;
  const compression = entries?.get(tiffTag.compression)?.value ?? 1;
  if (!readCompressions.includes(compression)) {
    return `its compression ${tiffCompressions[compression] ?? compression} is not supported`;
  }
  const bits = entries?.get(tiffTag.bitsPerSample);
  // With several channels the bits are stored elsewhere, and the value is their offset.
  if (bits?.count === 1 && ![1, 2, 4, 8, 16, 32, 64].includes(bits.value)) {
    return `its values of ${bits.value} bits are not supported`;
  }
  return null;
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

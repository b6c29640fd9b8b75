import { NominalError } from '../errors/index.ts';

/** The error of an image whose bytes cannot become pixels. @param why full phrase, such as "it is empty". */
export function unreadableImage(name: string, why: string, cause?: unknown): NominalError {
  return new NominalError('IMAGE_UNREADABLE', {
    what: `${name} cannot be decoded: ${why}`,
    expected:
      'a whole PNG, JPEG, WebP, TIFF, GIF, AVIF, BMP, PBM, PGM or PPM image of 8 or 16 bits',
    remedy: 'Leave it out, or save it again with the program that made it',
    details: { path: name },
    cause,
  });
}

/** The error of a JPEG file whose pixels are whole, behind a header that only `lenientJpeg` takes. */
export function brokenHeader(name: string, cause: unknown): NominalError {
  return new NominalError('IMAGE_UNREADABLE', {
    what: `${name} cannot be decoded: its header breaks the JPEG standard, though its pixels are whole`,
    expected: 'a JPEG file as the standard has it',
    remedy:
      'Where a camera writes every frame so, have such files taken (--lenient-jpeg, lenientJpeg in the library and the station)',
    details: { path: name },
    cause,
  });
}

/**
 * The error of an image that may be whole, but is of a kind that is not read.
 *
 * @param why full phrase, such as "its compression ZSTD is not supported".
 */
export function unsupportedImage(name: string, why: string, cause?: unknown): NominalError {
  return new NominalError('IMAGE_UNSUPPORTED', {
    what: `${name} cannot be decoded: ${why}`,
    expected: 'PNG, JPEG, WebP, TIFF, GIF, AVIF, BMP, PBM, PGM or PPM of 8 or 16 bits',
    remedy: 'Leave it out, or save it as PNG or as TIFF with LZW',
    details: { path: name },
    cause,
  });
}

/** The error of an image beyond a limit. @param limit, received with their units. */
export function imageTooLarge(name: string, limit: string, received: string): NominalError {
  return new NominalError('IMAGE_TOO_LARGE', {
    what: `${name} is too large`,
    expected: `at most ${limit}`,
    received,
    remedy: 'Reduce it, or raise the limit (--max-megapixels, which moves that of bytes as well)',
    details: { path: name },
  });
}

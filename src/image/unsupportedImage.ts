import { NominalError } from '../errors/index.ts';

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

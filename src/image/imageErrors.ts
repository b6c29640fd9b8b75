import { NominalError } from '../errors/index.ts';

/** How an image that cannot be decoded is unreadable. */
type Unreadable = 'imageDamaged' | 'imageEmpty' | 'imageOfOtherKind';

/** The error for an image that cannot be decoded. @param why full phrase, such as "it is cut short". */
export function unreadableImage(
  name: string,
  why: string,
  cause?: unknown,
  reason: Unreadable = 'imageDamaged',
): NominalError {
  return new NominalError('IMAGE_UNREADABLE', {
    reason,
    what: `${name} cannot be decoded: ${why}`,
    expected:
      'an intact PNG, JPEG, WebP, TIFF, GIF, AVIF, BMP, PBM, PGM or PPM image of 8 or 16 bits',
    remedy: 'Leave it out, or save it again with the program that made it',
    details: { path: name },
    cause,
  });
}

/** The error for a JPEG file with intact pixels and a header that only `lenientJpeg` accepts. */
export function brokenHeader(name: string, cause: unknown): NominalError {
  return new NominalError('IMAGE_UNREADABLE', {
    reason: 'jpegHeaderBroken',
    what: `${name} cannot be decoded: its header violates the JPEG standard, although its pixels are intact`,
    expected: 'a JPEG file that conforms to the standard',
    remedy:
      'If a camera writes every frame like this, accept such files (--lenient-jpeg, lenientJpeg in the library and the station)',
    details: { path: name },
    cause,
  });
}

/**
 * The error for an image that may be intact but is of an unsupported kind.
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

/** The error for an image with too many bytes or pixels. @param received with its unit. */
export function imageTooLarge(
  name: string,
  most: number,
  unit: 'bytes' | 'pixels',
  received: string,
): NominalError {
  return new NominalError('IMAGE_TOO_LARGE', {
    reason: unit === 'bytes' ? 'imageHasTooManyBytes' : 'imageHasTooManyPixels',
    what: `${name} is too large`,
    expected: `at most ${most} ${unit}`,
    received,
    remedy:
      'Reduce it, or raise the limit (--max-megapixels, which also raises the limit of bytes)',
    details: { path: name, most },
  });
}

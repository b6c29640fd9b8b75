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

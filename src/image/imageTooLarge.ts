import { NominalError } from '../errors/index.ts';

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

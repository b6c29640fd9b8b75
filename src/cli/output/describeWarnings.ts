import { type ImageWarning, imageWarnings } from '../../image/index.ts';

/** The warnings about images: a line for each kind, however many images it concerns. */
export function describeWarnings(warnings: Iterable<ImageWarning>): string {
  return [...new Set(warnings)]
    .map((warning) => `nominal: of at least one image: ${imageWarnings[warning]} [${warning}]\n`)
    .join('');
}

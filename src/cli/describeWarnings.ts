import { type ImageWarning, imageWarnings } from '../image/index.ts';

/** What was left out of images, a line for each kind, however many images it is. */
export function describeWarnings(warnings: Iterable<ImageWarning>): string {
  return [...new Set(warnings)]
    .map((warning) => `nominal: of at least one image: ${imageWarnings[warning]} [${warning}]\n`)
    .join('');
}

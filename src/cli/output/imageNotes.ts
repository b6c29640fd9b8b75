import { type ImageWarning, imageWarnings } from '../../image/index.ts';
import type { CopiedImage, TrainingImage } from '../../model/index.ts';

/** Maximum number of copies named in a line. */
const NAMED = 5;

/**
 * A line that names the images left out because they show the same as an earlier one; empty if there are none.
 *
 * @param images the images that were copied.
 */
export function describeCopies(
  copies: readonly CopiedImage[],
  images: readonly TrainingImage[],
): string {
  if (copies.length === 0) return '';
  const nameOf = new Map(images.map(({ name, sha256 }) => [sha256, name]));
  const named = copies
    .slice(0, NAMED)
    .map(({ name, of }) => `${name} (of ${nameOf.get(of) ?? of.slice(0, 12)})`);
  const more = copies.length > NAMED ? `, and ${copies.length - NAMED} more` : '';
  return (
    `${copies.length} ${copies.length === 1 ? 'image is a copy or near copy' : 'images are copies or near copies'} ` +
    `of another one and left out: ${named.join(', ')}${more}\n`
  );
}

/** The warnings about images: a line for each kind, however many images it concerns. */
export function describeWarnings(warnings: Iterable<ImageWarning>): string {
  return [...new Set(warnings)]
    .map((warning) => `nominal: of at least one image: ${imageWarnings[warning]} [${warning}]\n`)
    .join('');
}

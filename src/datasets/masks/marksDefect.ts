import { maskPixels } from '../../image/index.ts';

const atOnce = 16;

/**
 * Whether each mask marks anything, for layouts in which good images have masks too.
 *
 * @throws NominalError INPUT_NOT_FOUND or IMAGE_UNREADABLE that names the mask.
 */
export async function marksDefect(masks: readonly string[]): Promise<boolean[]> {
  const marks: boolean[] = [];
  for (let start = 0; start < masks.length; start += atOnce) {
    const some = await Promise.all(masks.slice(start, start + atOnce).map(maskPixels));
    marks.push(...some.map(({ values }) => values.some((value) => value !== 0)));
  }
  return marks;
}

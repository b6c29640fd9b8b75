import { stat } from 'node:fs/promises';
import { sha256OfFile } from '../../files/index.ts';
import { splitPage } from '../../image/index.ts';

/**
 * For each image file, the index of the first file with the same bytes, which may be its own. Files
 * whose size is unique are not read. Empty files are not images and are not compared.
 *
 * @param paths existing files, or pages of them.
 */
export async function firstsByContent(
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const files = paths.map((path) => splitPage(path));
  const sizes: number[] = [];
  for (const { file } of files) sizes.push((await stat(file)).size);
  const ofSize = new Map<number, number>();
  for (const size of sizes) ofSize.set(size, (ofSize.get(size) ?? 0) + 1);
  const firsts = new Map<string, number>();
  const found: number[] = [];
  for (const [i, { file, page }] of files.entries()) {
    const alone = sizes[i] === 0 || ofSize.get(sizes[i]) === 1;
    const content = alone ? `${i}` : await sha256OfFile(file, signal);
    const key = `${content}#${page ?? ''}`;
    const first = firsts.get(key) ?? i;
    firsts.set(key, first);
    found.push(first);
  }
  return found;
}

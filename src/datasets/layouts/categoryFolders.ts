import { join } from 'node:path';
import { listFolder } from '../files/listFolder.ts';

/** The folder itself where it is a category, else those in it that are. */
export async function categoryFolders(
  root: string,
  isCategory: (folder: string) => Promise<boolean>,
): Promise<string[]> {
  if (await isCategory(root)) return [root];
  const found: string[] = [];
  for (const name of (await listFolder(root)).folders) {
    if (await isCategory(join(root, name))) found.push(join(root, name));
  }
  return found;
}

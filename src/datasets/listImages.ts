import { extname, join } from 'node:path';
import { imageEndings } from '../files/index.ts';
import { listFolder } from './listFolder.ts';

/**
 * The images below a folder, as paths relative to it, in code-unit order. Files with other endings
 * and hidden files are ignored.
 *
 * @param options `recursive`: also look into subfolders, false unless told; `extensions`: the
 *   endings to take, lower case, {@link imageEndings} unless told.
 * @throws NominalError as `listFolder` does.
 */
export async function listImages(
  folder: string,
  options: { readonly recursive?: boolean; readonly extensions?: readonly string[] } = {},
): Promise<string[]> {
  const { recursive = false, extensions = imageEndings } = options;
  const listing = await listFolder(folder);
  const images = listing.files.filter((name) => extensions.includes(extname(name).toLowerCase()));
  if (recursive) {
    for (const name of listing.folders) {
      for (const image of await listImages(join(folder, name), options)) {
        images.push(join(name, image));
      }
    }
  }
  return images.sort();
}

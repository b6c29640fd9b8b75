import { extname, join } from 'node:path';
import { imageEndings, unreadImages } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';
import { listFolder } from './listFolder.ts';

/**
 * The images below a folder, as paths relative to it, in code-unit order. Files with other endings
 * and hidden files are ignored.
 *
 * @param options `recursive`: also look into subfolders, false unless told; `extensions`: the
 *   endings to take, lower case, {@link imageEndings} unless told.
 * @throws NominalError as `listFolder` does, and DATASET_LAYOUT for images of kinds that are not read:
 *   figures on the others would not be those of the set.
 */
export async function listImages(
  folder: string,
  options: { readonly recursive?: boolean; readonly extensions?: readonly string[] } = {},
): Promise<string[]> {
  const { recursive = false, extensions = imageEndings } = options;
  const listing = await listFolder(folder);
  const images = listing.files.filter((name) => extensions.includes(extname(name).toLowerCase()));
  const unread = unreadImages(listing.files);
  if (unread.length > 0) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `folder ${folder} holds ${unread.length} images of kinds that are not read, the first ${unread[0]}`,
      expected: `files ending in ${imageEndings.join(', ')}`,
      remedy: 'Save them as PNG, or take them out',
      details: { path: folder, files: unread.slice(0, 10) },
    });
  }
  if (recursive) {
    for (const name of listing.folders) {
      for (const image of await listImages(join(folder, name), options)) {
        images.push(join(name, image));
      }
    }
  }
  return images.sort();
}

import { extname, join, resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { relativeNames } from '../../files/index.ts';

/** The folders that an inspection writes to. */
export interface OutputFolders {
  readonly overlays?: string;
  readonly maps?: string;
  /** Folder for LabelMe files. */
  readonly labelme?: string;
  readonly mapFormat: 'png' | 'npy';
}

/** The files to write for one image. */
export function outputsOf(
  name: string,
  { overlays, maps, labelme, mapFormat }: OutputFolders,
): { readonly overlay?: string; readonly map?: string; readonly labels?: string } {
  return {
    ...(overlays === undefined ? {} : { overlay: join(overlays, `${name}.png`) }),
    ...(maps === undefined ? {} : { map: join(maps, `${name}.${mapFormat}`) }),
    ...(labelme === undefined ? {} : { labels: join(labelme, `${name}.json`) }),
  };
}

/**
 * Refuses outputs that would silently replace an image or another output.
 *
 * @throws NominalError `CONFIG_INVALID`.
 */
export function refuseOverwriting(
  inputs: readonly string[],
  images: readonly string[],
  folders: OutputFolders,
): void {
  const taken = new Set(inputs.map((path) => resolve(path)));
  const nameOf = uniqueNames(images);
  for (const path of images.flatMap((image) => Object.values(outputsOf(nameOf(image), folders)))) {
    if (taken.has(resolve(path))) {
      throw new NominalError('CONFIG_INVALID', {
        what: `${path} would be overwritten`,
        expected:
          'folders for --overlays, --maps and --labelme that hold no image to inspect and differ',
        remedy: 'Name other folders',
        details: { path },
      });
    }
    taken.add(resolve(path));
  }
}

/** Names for outputs: the image's path relative to the folder that holds all images, with a number where two differ only in their extension. */
export function uniqueNames(images: readonly string[]): (path: string) => string {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [i, relative] of relativeNames(images).entries()) {
    const stem = relative.slice(0, relative.length - extname(relative).length);
    let name = stem;
    for (let n = 2; taken.has(name); n++) name = `${stem}-${n}`;
    taken.add(name);
    names.set(images[i], name);
  }
  return (path) => names.get(path) ?? path;
}

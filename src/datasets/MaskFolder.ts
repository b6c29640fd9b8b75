import { join, parse, sep } from 'node:path';
import { NominalError } from '../errors/index.ts';
import { listFolder } from './listFolder.ts';
import { listImages } from './listImages.ts';
import type { MaskOptions } from './MaskOptions.ts';

/** The masks below one folder, found by the name of their image, with or without `_mask` at its end. */
export class MaskFolder {
  readonly #folder: string;
  readonly #paths = new Map<string, string>();

  private constructor(folder: string, masks: readonly string[]) {
    this.#folder = folder;
    for (const mask of masks) this.#paths.set(stemOf(mask), join(folder, mask));
  }

  /**
   * Lists the masks of a folder and its subfolders.
   *
   * @param options `extensions`: the endings to take, lower case, those of all images unless told.
   * @throws NominalError INPUT_NOT_FOUND if the folder does not exist.
   */
  static async open(
    folder: string,
    options: { readonly extensions?: readonly string[] } = {},
  ): Promise<MaskFolder> {
    return new MaskFolder(folder, await listImages(folder, { recursive: true, ...options }));
  }

  /** As `open` for a folder some levels below another, without masks where it does not exist. */
  static async openWithin(root: string, ...names: readonly string[]): Promise<MaskFolder> {
    let folder = root;
    for (const name of names) {
      const { folders } = await listFolder(folder);
      if (!folders.includes(name)) return new MaskFolder(join(root, ...names), []);
      folder = join(folder, name);
    }
    return MaskFolder.open(folder);
  }

  /**
   * The path of an image's mask, `<name>_mask` before `<name>`; null if it is missing and may be.
   *
   * @param image path of the image relative to its own folder.
   * @throws NominalError DATASET_LAYOUT if it is missing and may not be.
   */
  find(image: string, options: MaskOptions): string | null {
    const stem = stemOf(image);
    const path = this.#paths.get(`${stem}_mask`) ?? this.#paths.get(stem);
    if (path !== undefined) return path;
    if (options.allowMissingMasks) return null;
    throw this.#missing(image, `${stem}_mask.png or ${stem}.png`);
  }

  /**
   * The paths of all masks in the folder of an image's name; none if they are missing and may be.
   *
   * @throws NominalError DATASET_LAYOUT if they are missing and may not be.
   */
  findAll(image: string, options: MaskOptions): string[] {
    const within = stemOf(image) + sep;
    const own = [...this.#paths].filter(([stem]) => stem.startsWith(within));
    if (own.length === 0 && !options.allowMissingMasks) {
      throw this.#missing(image, `masks in a folder ${stemOf(image)}`);
    }
    return own.map(([, path]) => path);
  }

  #missing(image: string, expected: string): NominalError {
    return new NominalError('DATASET_LAYOUT', {
      what: `defective image ${image} has no mask in ${this.#folder}`,
      expected,
      received: `${this.#paths.size} masks of other images`,
      remedy: 'Add the mask, or say --allow-missing-masks and do without pixel figures',
      details: { image, maskFolder: this.#folder },
    });
  }
}

function stemOf(path: string): string {
  const { dir, name } = parse(path);
  return join(dir, name);
}

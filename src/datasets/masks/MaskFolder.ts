import { join, parse, sep } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { listFolder, listImages } from '../files/listFolder.ts';

/** What a reader does with a defective image that has no mask. */
export interface MaskOptions {
  /** true: the image gets a null mask; false, the default: it is an error. */
  readonly allowMissingMasks?: boolean;
}

/** What programs append or prepend to a mask's name, in upper or lower case. */
const marks = [/_(?:mask|gt|labels?|seg)$/i, /^mask_/i];
/** Number of file names that an error lists. */
const NAMES_SHOWN = 5;

/**
 * The masks below one folder, found by the name of their image. A mask has its image's name except
 * for the extension, optionally followed by `_mask`, `_gt`, `_label`, `_labels` or `_seg`, preceded by
 * `mask_`, or with the image's own extension inside (`001.png.png`). Names that differ only in how
 * Unicode composes a letter (NFD on macOS) are the same.
 */
export class MaskFolder {
  readonly #folder: string;
  /** Paths of all masks, relative to the folder. */
  readonly #masks: readonly string[];
  /** The masks by each name that their image may have. */
  readonly #byName = new Map<string, string[]>();
  /** The image of each mask, so that no mask serves two. */
  readonly #owners = new Map<string, string>();

  private constructor(folder: string, masks: readonly string[]) {
    this.#folder = folder;
    this.#masks = masks;
    for (const mask of masks) {
      for (const name of imageNamesOf(mask)) {
        const own = this.#byName.get(name);
        if (own === undefined) this.#byName.set(name, [mask]);
        else own.push(mask);
      }
    }
  }

  /**
   * Lists the masks of a folder and its subfolders.
   *
   * @param options `extensions`: the extensions to take, in lower case; default all image extensions.
   * @throws NominalError INPUT_NOT_FOUND if the folder does not exist.
   */
  static async open(
    folder: string,
    options: { readonly extensions?: readonly string[] } = {},
  ): Promise<MaskFolder> {
    return new MaskFolder(folder, await listImages(folder, { recursive: true, ...options }));
  }

  /** Lists the masks of a folder some levels below `root`; there are none if it does not exist. */
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
   * The path of an image's mask; null if it is missing and that is allowed.
   *
   * @param image path of the image relative to its own folder.
   * @throws NominalError DATASET_LAYOUT if it is missing and that is not allowed, if several masks
   *   match the image, or if its mask belongs to another image too.
   */
  find(image: string, options: MaskOptions): string | null {
    const found = [
      ...new Set([nameOf(image), image.normalize('NFC')].flatMap((name) => this.#named(name))),
    ];
    if (found.length === 0 && options.allowMissingMasks) return null;
    if (found.length === 0) {
      const stem = nameOf(image);
      throw this.#missing(image, `${stem}.png, or with _mask, _gt, _label or _seg after ${stem}`);
    }
    if (found.length > 1) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `${found.length} masks in ${this.#folder} may be that of ${image}`,
        expected: 'one mask for each defective image',
        received: listed(found),
        remedy: 'Remove those that are not masks',
        details: { image, masks: found },
      });
    }
    this.#own(found[0], image);
    return join(this.#folder, found[0]);
  }

  /**
   * The paths of all masks in the folder that has the image's name; none if they are missing and that
   * is allowed.
   *
   * @throws NominalError DATASET_LAYOUT if they are missing and that is not allowed, or if one belongs to
   *   another image too.
   */
  findAll(image: string, options: MaskOptions): string[] {
    const within = nameOf(image) + sep;
    const own = this.#masks.filter((mask) => mask.normalize('NFC').startsWith(within));
    if (own.length === 0 && !options.allowMissingMasks) {
      throw this.#missing(image, `masks in a folder ${nameOf(image)}`);
    }
    for (const mask of own) this.#own(mask, image);
    return own.map((mask) => join(this.#folder, mask));
  }

  /**
   * Refuses masks that belong to no image, for layouts in which an image without a mask is good: the
   * defective image of such a mask would count as good.
   *
   * @throws NominalError DATASET_LAYOUT.
   */
  refuseUnowned(): void {
    const unowned = this.#masks.filter((mask) => !this.#owners.has(mask));
    if (unowned.length === 0) return;
    throw new NominalError('DATASET_LAYOUT', {
      what: `${this.#folder} holds masks of no image`,
      expected: 'an image for each mask, since an image without a mask counts as good',
      received: listed(unowned),
      remedy: 'Add the images, or remove the masks',
      details: { maskFolder: this.#folder },
    });
  }

  #named(name: string): readonly string[] {
    return this.#byName.get(name) ?? [];
  }

  #own(mask: string, image: string): void {
    const other = this.#owners.get(mask);
    if (other !== undefined && other !== image) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `the mask ${join(this.#folder, mask)} may be that of ${other} and of ${image}`,
        expected: 'images whose names differ in more than the extension, or a mask for each',
        remedy: 'Rename one of the images and its mask',
        details: { mask, images: [other, image] },
      });
    }
    this.#owners.set(mask, image);
  }

  #missing(image: string, expected: string): NominalError {
    const near = this.#masks.filter((mask) => mask.includes(parse(image).name));
    const shown = near.length > 0 ? near : this.#masks;
    return new NominalError('DATASET_LAYOUT', {
      what: `defective image ${image} has no mask in ${this.#folder}`,
      expected,
      received: shown.length === 0 ? 'no masks' : listed(shown),
      remedy: 'Add the mask, or pass --allow-missing-masks and do without pixel figures',
      details: { image, maskFolder: this.#folder },
    });
  }
}

/** A path without its extension, in the form in which names are compared. */
function nameOf(path: string): string {
  const { dir, name } = parse(path.normalize('NFC'));
  return join(dir, name);
}

/** The names that the image of a mask may have: the mask's name without the extension, and without one mark. */
function imageNamesOf(mask: string): ReadonlySet<string> {
  const { dir, name } = parse(mask.normalize('NFC'));
  return new Set(
    [name, ...marks.map((mark) => name.replace(mark, ''))].map((one) => join(dir, one)),
  );
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

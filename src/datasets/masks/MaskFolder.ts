import { join, parse, sep } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { listFolder } from '../files/listFolder.ts';
import { listImages } from '../files/listImages.ts';
import type { MaskOptions } from './MaskOptions.ts';

/** What programs put at the end of a mask's name, or before it; the upper and lower case of it does not count. */
const marks = [/_(?:mask|gt|labels?|seg)$/i, /^mask_/i];
/** Names of files that an error lists. */
const NAMES_SHOWN = 5;

/**
 * The masks below one folder, found by the name of their image: alike but for the ending, with `_mask`,
 * `_gt`, `_label`, `_labels` or `_seg` behind or `mask_` before it, or with the image's own ending
 * within (`001.png.png`). Letters that are composed in another way (NFD, as macOS has them) are the same.
 */
export class MaskFolder {
  readonly #folder: string;
  /** Paths below the folder, of all masks. */
  readonly #masks: readonly string[];
  /** The same by what their image may be called. */
  readonly #byName = new Map<string, string[]>();
  /** Which image has which mask, so that none serves two. */
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
   * The path of an image's mask; null if it is missing and may be.
   *
   * @param image path of the image relative to its own folder.
   * @throws NominalError DATASET_LAYOUT if it is missing and may not be, if several masks may be the
   *   image's, or if its mask is another image's as well.
   */
  find(image: string, options: MaskOptions): string | null {
    const found = [
      ...new Set([nameOf(image), image.normalize('NFC')].flatMap((name) => this.#named(name))),
    ];
    if (found.length === 0 && options.allowMissingMasks) return null;
    if (found.length === 0) {
      const stem = nameOf(image);
      throw this.#missing(image, `${stem}.png, or with _mask, _gt, _label or _seg behind ${stem}`);
    }
    if (found.length > 1) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `${found.length} masks in ${this.#folder} may be that of ${image}`,
        expected: 'one mask for each defective image',
        received: listed(found),
        remedy: 'Take those out that are none',
        details: { image, masks: found },
      });
    }
    this.#own(found[0], image);
    return join(this.#folder, found[0]);
  }

  /**
   * The paths of all masks in the folder of an image's name; none if they are missing and may be.
   *
   * @throws NominalError DATASET_LAYOUT if they are missing and may not be, or are another image's as well.
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
   * For layouts in which an image without a mask is good: a mask that was found for no image would
   * leave a defective one among the good ones.
   *
   * @throws NominalError DATASET_LAYOUT.
   */
  refuseUnowned(): void {
    const unowned = this.#masks.filter((mask) => !this.#owners.has(mask));
    if (unowned.length === 0) return;
    throw new NominalError('DATASET_LAYOUT', {
      what: `${this.#folder} holds masks of no image`,
      expected: 'an image for each mask, without which it would count as good',
      received: listed(unowned),
      remedy: 'Add the images, or take the masks out',
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
        expected: 'images whose names differ in more than the ending, or a mask for each',
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
      remedy: 'Add the mask, or say --allow-missing-masks and do without pixel figures',
      details: { image, maskFolder: this.#folder },
    });
  }
}

/** A path without its ending, as names are compared. */
function nameOf(path: string): string {
  const { dir, name } = parse(path.normalize('NFC'));
  return join(dir, name);
}

/** What the image of a mask may be called, by the mask's name: without the ending, and without one mark. */
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

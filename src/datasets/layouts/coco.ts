import { basename, join, resolve } from 'node:path';
import type { z } from 'zod';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { listFolder } from '../files/listFolder.ts';
import { pathWithin } from '../files/listedFiles.ts';
import { readJsonFile } from '../files/readJson.ts';
import { cocoSchema, shapesOfAnnotation } from './cocoAnnotations.ts';
import { type DatasetRow, datasetsOfRows } from './datasetsOfRows.ts';
import { type Layout, layoutError } from './Layout.ts';

/**
 * COCO annotations, including variants that programs write: ids as text, no categories, annotations
 * without a category or with a box instead of a segmentation. An image with an annotation is defective,
 * and its type is the category ("several" where they differ); an image without one is good. Polygons,
 * run lengths and, without either, boxes mark the defect, in pixels of the image size that the list
 * states. Lists whose name or folder contains train or test keep that split (val and valid count as
 * test); the images of other lists are split at random. Defective images of train are left out.
 */
export const coco: Layout = {
  lookedFor:
    'annotations/*.json with images in folders of the same split, or <split>/_annotations.coco.json next to its images',
  fits: async (path) => (await listsOf(path)).length > 0,
  read,
};

interface CocoList {
  readonly path: string;
  /** Folder that file names are relative to. */
  readonly images: string;
  readonly split: DatasetRow['split'];
}

/** The lists of COCO annotations in a folder; there may be none. */
async function listsOf(folder: string): Promise<CocoList[]> {
  const { folders } = await listFolder(folder);
  const lists: CocoList[] = [];
  for (const name of folders) {
    const inside = (await listFolder(join(folder, name))).files;
    if (inside.includes('_annotations.coco.json')) {
      const images = join(folder, name);
      lists.push({ path: join(images, '_annotations.coco.json'), images, split: splitOf(name) });
    }
  }
  if (lists.length > 0 || !folders.includes('annotations')) return lists;
  const { files } = await listFolder(join(folder, 'annotations'));
  for (const name of files.filter((one) => one.endsWith('.json'))) {
    const split = splitOf(name);
    const images = folders.find((one) => one !== 'annotations' && splitOf(one) === split);
    const own = split === null || images === undefined ? 'images' : images;
    lists.push({
      path: join(folder, 'annotations', name),
      images: folders.includes(own) ? join(folder, own) : folder,
      split,
    });
  }
  return lists;
}

async function read(folder: string, options: DatasetOptions): Promise<Dataset[]> {
  const lists = await listsOf(folder);
  if (lists.length === 0) throw await layoutError(folder, 'COCO', coco.lookedFor);
  const category = basename(resolve(folder));
  const rows: DatasetRow[] = [];
  for (const list of lists) {
    // One by one: 130,000 images as arguments of one call overflow the stack.
    for (const row of await readList(list, category)) rows.push(row);
  }
  return datasetsOfRows('coco', folder, rows, options);
}

async function readList({ path, images, split }: CocoList, category: string) {
  const list = await readJsonFile(path, cocoSchema);
  const typeOf = new Map(list.categories?.map(({ id, name }) => [id, name]));
  const annotationsOf = new Map<string, z.output<typeof cocoSchema>['annotations']>();
  for (const { id } of list.images) {
    // Each would get the annotations of the other.
    if (annotationsOf.has(id)) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `${path} has two images with the id ${id}`,
        expected: 'a different id for each image',
        details: { path, image: id },
      });
    }
    annotationsOf.set(id, []);
  }
  for (const annotation of list.annotations) {
    const own = annotationsOf.get(annotation.image_id);
    // Ignoring the annotation would leave a defective image among the good ones.
    if (own === undefined) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `${path} has an annotation of image ${annotation.image_id}, which is not among its images`,
        expected: 'annotations whose image_id is the id of one of the images',
        received: `${annotationsOf.size} images`,
        details: { path, image: annotation.image_id },
      });
    }
    own.push(annotation);
  }
  const rows = list.images.map(({ id, file_name, height, width }): DatasetRow => {
    const own = annotationsOf.get(id) ?? [];
    const types = new Set(own.map((one) => typeOf.get(one.category_id ?? '') ?? null));
    const [type = null] = types;
    const shapes = own.flatMap((one) => shapesOfAnnotation(one, path));
    const size = height && width ? { height, width } : null;
    const mask = { kind: 'shapes', shapes, size } as const;
    return {
      category,
      path: pathWithin(images, file_name, path),
      defect: own.length === 0 ? null : { type: types.size > 1 ? 'several' : type, mask },
      split,
    };
  });
  if (rows.length === 0) {
    throw new NominalError('INPUT_EMPTY', { what: `${path} names no image`, details: { path } });
  }
  return rows;
}

function splitOf(name: string): DatasetRow['split'] {
  if (/train/i.test(name)) return 'train';
  return /test|val/i.test(name) ? 'test' : null;
}

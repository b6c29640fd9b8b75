import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { requireFiles } from '../files/listedFiles.ts';
import { filesOfMask, type MaskSource } from '../masks/MaskSource.ts';
import { defectiveSample, goodSample } from '../Sample.ts';
import { splitGood } from '../splitGood.ts';

/** One image of a list. */
export interface DatasetRow {
  readonly category: string;
  readonly path: string;
  /** Null for a good part. `type` is null where types of defects are not told apart. */
  readonly defect: null | { readonly type: string | null; readonly mask: MaskSource | null };
  /** Null where the list does not state it. */
  readonly split: 'train' | 'test' | null;
}

/**
 * Groups the images of a list into one data set per category, in the order of the list. Defective
 * images of `train` are left out; good images without a split are split at random.
 *
 * @param name name of the layout.
 * @param list the file or folder that the rows come from, for errors.
 * @throws NominalError DATASET_LAYOUT (an image or a mask is missing, an image is listed twice, only
 *   some of the defective images have masks, no image to train or to test with), TOO_FEW_IMAGES or
 *   CONFIG_INVALID (from the split).
 */
export async function datasetsOfRows(
  name: string,
  list: string,
  rows: readonly DatasetRow[],
  options: DatasetOptions,
): Promise<Dataset[]> {
  const masks = rows.flatMap(({ defect }) => filesOfMask(defect?.mask ?? null));
  refuseRepeats(list, rows, await requireFiles(list, [...rows.map(({ path }) => path), ...masks]));
  const categories = new Map<string, DatasetRow[]>();
  for (const row of rows) {
    const own = categories.get(row.category);
    if (own === undefined) categories.set(row.category, [row]);
    else own.push(row);
  }
  return Promise.all(
    [...categories].map(([category, own]) => gather(name, list, category, own, options)),
  );
}

async function gather(
  name: string,
  list: string,
  category: string,
  rows: readonly DatasetRow[],
  options: DatasetOptions,
): Promise<Dataset> {
  const good = rows.filter(({ defect }) => defect === null);
  const open = good.filter(({ split }) => split === null);
  const split =
    open.length === 0
      ? { train: [], test: [] }
      : await splitGood(open, `${list} (${category})`, options);
  const goodOf = (part: 'train' | 'test') =>
    [...good.filter((row) => row.split === part), ...split[part]].map(({ path }) =>
      goodSample(path, part),
    );
  const testDefective = rows.flatMap(({ path, defect, split: own }) =>
    defect === null || own === 'train' ? [] : [defectiveSample(path, defect.type, defect.mask)],
  );
  const unmasked = testDefective.filter(({ mask }) => mask === null);
  const some = unmasked.length > 0 && unmasked.length < testDefective.length;
  if (some && !options.allowMissingMasks) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${list} names no mask for ${unmasked.length} defective images of ${category}, the first ${unmasked[0].path}`,
      expected: 'a mask for every defective image, or for none',
      received: `${testDefective.length - unmasked.length} masks of ${testDefective.length} images`,
      remedy: 'Add the masks, or pass --allow-missing-masks and do without pixel figures',
      details: { path: list, category },
    });
  }
  const dataset = {
    name,
    category,
    train: goodOf('train'),
    testGood: goodOf('test'),
    testDefective,
  };
  if (dataset.train.length === 0 || testDefective.length === 0) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${list} names no good image to train from, or no defective one to test with, for ${category}`,
      expected: 'good images of split train and defective ones of split test',
      received: `${dataset.train.length} and ${testDefective.length}`,
      details: { path: list, category },
    });
  }
  return dataset;
}

/**
 * Refuses an image that trains and tests, or that is good and defective: it makes every figure wrong.
 * Two names of one file are allowed if both have the same label and split, since a cache that stores
 * files by content links equal images to one file.
 *
 * @param places the real path of each row's image: one file may have several names, for example a
 *   relative and an absolute path or a link.
 */
function refuseRepeats(list: string, rows: readonly DatasetRow[], places: readonly string[]): void {
  const seen = new Map<string, DatasetRow>();
  for (const [i, row] of rows.entries()) {
    const other = seen.get(places[i]);
    if (other !== undefined && !isHarmless(other, row)) {
      throw new NominalError('DATASET_LAYOUT', {
        what:
          other.path === row.path
            ? `${list} names ${row.path} twice`
            : `${list} names one file twice, as ${other.path} and as ${row.path}`,
        expected: 'each image once',
        details: { path: list, image: row.path },
      });
    }
    seen.set(places[i], row);
  }
}

function isHarmless(one: DatasetRow, other: DatasetRow): boolean {
  return (
    one.path !== other.path &&
    one.split !== null &&
    one.split === other.split &&
    (one.defect === null) === (other.defect === null)
  );
}

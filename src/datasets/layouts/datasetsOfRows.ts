import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { defectiveSample } from '../defectiveSample.ts';
import { filesOfMask } from '../masks/filesOfMask.ts';
import { goodSample } from '../goodSample.ts';
import type { MaskSource } from '../masks/MaskSource.ts';
import { requireFiles } from '../files/requireFiles.ts';
import { splitGood } from '../splitGood.ts';

/** One image of a list. */
export interface DatasetRow {
  readonly category: string;
  readonly path: string;
  /** Null for a good part; else the type of the defect, or null where types are not told apart. */
  readonly defect: null | { readonly type: string | null; readonly mask: MaskSource | null };
  /** Null where the list does not say. */
  readonly split: 'train' | 'test' | null;
}

/**
 * Gathers the images of a list into one data set per category, in the order of the list. Defective
 * images train nothing and are left out of `train`; good images without a split are split at random.
 *
 * @param name of the layout.
 * @param list the file or folder they come from, for errors.
 * @throws NominalError DATASET_LAYOUT (an image or a mask missing, an image twice, masks of
 *   some defective images alone, no image to train or to test with), TOO_FEW_IMAGES or CONFIG_INVALID (of the split).
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
  const of = (part: 'train' | 'test') =>
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
      what: `${list} names no mask of ${unmasked.length} defective images of ${category}, the first ${unmasked[0].path}`,
      expected: 'a mask of every defective image, or of none',
      received: `${testDefective.length - unmasked.length} masks of ${testDefective.length} images`,
      remedy: 'Add the masks, or say --allow-missing-masks and do without pixel figures',
      details: { path: list, category },
    });
  }
  const dataset = { name, category, train: of('train'), testGood: of('test'), testDefective };
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
 * An image that trains and tests, or that is good and defective, makes every figure wrong. Two names
 * of one file may stand for the same in one split: a cache that keeps files by their contents links
 * equal images to one.
 *
 * @param places where the image of each row really is: names of one file may differ, a relative and
 *   an absolute one or a link among them.
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

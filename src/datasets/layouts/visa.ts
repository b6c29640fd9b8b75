import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import { type DatasetRow, datasetsOfRows } from './datasetsOfRows.ts';
import { hasFolders } from '../files/hasFolders.ts';
import { layoutError } from './layoutError.ts';
import { listFolder } from '../files/listFolder.ts';
import { maskFiles } from '../masks/maskFiles.ts';
import type { MaskOptions } from '../masks/MaskOptions.ts';
import { pathWithin } from '../files/pathWithin.ts';
import { readCsvFile } from '../files/readCsvFile.ts';

/** What is looked for. */
export const visaLayout =
  'split_csv/1cls.csv with object, split, label, image and mask, and the folders that it names';

const columns = ['object', 'split', 'label', 'image', 'mask'];

/** Whether the folder of split lists is there. */
export function isVisa(folder: string): Promise<boolean> {
  return hasFolders(folder, 'split_csv');
}

/**
 * Reads the layout of VisA: its one-class split `split_csv/1cls.csv`, whose masks number the kinds
 * of defects by value, all but 0 being defective. Objects of which no folder is there are left out.
 *
 * @throws NominalError DATASET_LAYOUT.
 */
export async function readVisa(folder: string, options: MaskOptions = {}): Promise<Dataset[]> {
  const list = join(folder, 'split_csv', '1cls.csv');
  const { folders } = await listFolder(folder);
  if (
    !folders.includes('split_csv') ||
    !(await listFolder(join(folder, 'split_csv'))).files.includes('1cls.csv')
  ) {
    throw await layoutError(folder, 'VisA', visaLayout);
  }
  const named = await readCsvFile(list, columns);
  const rows = named.flatMap((row, i) =>
    folders.includes(row.object) ? [rowOf(row, i, folder, list)] : [],
  );
  if (rows.length === 0) {
    const objects = [...new Set(named.map(({ object }) => object))];
    throw await layoutError(
      folder,
      'VisA',
      `a folder of an object that ${list} names: ${objects.join(', ')}`,
    );
  }
  return datasetsOfRows('visa', list, rows, options);
}

function rowOf(
  { object, split, label, image, mask }: Readonly<Record<string, string>>,
  index: number,
  folder: string,
  list: string,
): DatasetRow {
  if ((split !== 'train' && split !== 'test') || (label !== 'normal' && label !== 'anomaly')) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `image ${index + 1} of ${list} cannot be read`,
      expected: 'split train or test, and label normal or anomaly',
      received: `${split} and ${label}`,
      details: { path: list, index },
    });
  }
  const maskPath = mask === '' ? null : pathWithin(folder, mask, list);
  const defect = { type: null, mask: maskFiles(maskPath, 'nonzero') };
  return {
    category: object,
    path: pathWithin(folder, image, list),
    defect: label === 'normal' ? null : defect,
    split,
  };
}

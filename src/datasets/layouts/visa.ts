import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import { hasFolders, listFolder } from '../files/listFolder.ts';
import { pathWithin } from '../files/listedFiles.ts';
import { readCsvFile } from '../files/readCsvFile.ts';
import type { MaskOptions } from '../masks/MaskFolder.ts';
import { maskFiles } from '../masks/MaskSource.ts';
import { type DatasetRow, datasetsOfRows } from './datasetsOfRows.ts';
import { type Layout, layoutError } from './Layout.ts';

const columns = ['object', 'split', 'label', 'image', 'mask'];

/**
 * VisA: its one-class split `split_csv/1cls.csv`, whose masks number the kinds of defects by value; all
 * values but 0 are defective. Objects without a folder are left out.
 */
export const visa: Layout = {
  lookedFor:
    'split_csv/1cls.csv with object, split, label, image and mask, and the folders that it names',
  fits: (path) => hasFolders(path, 'split_csv'),
  read,
};

async function read(folder: string, options: MaskOptions): Promise<Dataset[]> {
  const list = join(folder, 'split_csv', '1cls.csv');
  const { folders } = await listFolder(folder);
  if (
    !folders.includes('split_csv') ||
    !(await listFolder(join(folder, 'split_csv'))).files.includes('1cls.csv')
  ) {
    throw await layoutError(folder, 'VisA', visa.lookedFor);
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

import { basename, dirname, extname, isAbsolute, join, parse } from 'node:path';
import { z } from 'zod';
import { NominalError, valueText } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { readCsvFile } from '../files/readCsvFile.ts';
import { readJsonLines } from '../files/readJson.ts';
import { maskFiles } from '../masks/MaskSource.ts';
import { type DatasetRow, datasetsOfRows } from './datasetsOfRows.ts';
import type { Layout } from './Layout.ts';

const empty = z.literal('').transform(() => undefined);
const splits = ['train', 'test', 'validation', 'val'] as const;
const rowSchema = z.object({
  path: z.string().min(1),
  label: z.union([z.string().min(1), z.int()]).transform(String),
  mask: z.union([empty, z.string(), z.null()]).optional(),
  split: z
    .union([empty, z.enum(splits), z.null()], `expected ${splits.join(', ')}, or nothing`)
    .optional(),
  category: z.union([empty, z.string(), z.null()]).optional(),
});

const goodLabels = ['good', 'normal', 'nominal', 'ok', '0'];
/** Labels that name no type of defect. */
const defectiveLabels = ['defective', 'anomaly', 'anomalous', 'abnormal', 'bad', 'ng', 'ko', '1'];

/**
 * The user's own table of images, CSV with a header line or JSON Lines:
 * - `path` of the image and `mask`, relative to the table's folder;
 * - `label`: good (or normal, nominal, ok, 0), defective (or anomaly, bad, ng, ko, 1), or any other
 *   word, which names the type of defect;
 * - `split`: train or test. Good images without one are split at random, defective ones test, and
 *   validation is ignored;
 * - `category`: default the name of the table.
 */
export const table: Layout = {
  lookedFor:
    'a file .csv or .jsonl with path and label, and mask, split and category where they apply',
  isFile: true,
  fits: (path) =>
    Promise.resolve(['.csv', '.jsonl', '.ndjson'].includes(extname(path).toLowerCase())),
  read,
};

async function read(path: string, options: DatasetOptions): Promise<Dataset[]> {
  const lines: unknown[] =
    extname(path).toLowerCase() === '.csv'
      ? await readCsvFile(path, ['path', 'label'])
      : (await readJsonLines(path)).map(({ value }) => value);
  const rows = lines
    .map((line, i) => rowOf(line, i, path))
    .filter((row): row is DatasetRow => row !== null);
  if (rows.length === 0) {
    throw new NominalError('INPUT_EMPTY', {
      what: `${path} names no image`,
      expected: table.lookedFor,
      details: { path },
    });
  }
  return datasetsOfRows('table', path, rows, options);
}

function rowOf(line: unknown, index: number, list: string): DatasetRow | null {
  const result = rowSchema.safeParse(line);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new NominalError('DATASET_LAYOUT', {
      what: `image ${index + 1} of ${list} cannot be read: "${issue.path.join('.')}": ${issue.message}`,
      expected: table.lookedFor,
      received: valueText(line),
      details: { path: list, index },
    });
  }
  const { path, label, mask, split, category } = result.data;
  if (split === 'validation' || split === 'val') return null;
  const place = (name: string) => (isAbsolute(name) ? name : join(dirname(list), name));
  const lower = label.toLowerCase();
  const type = defectiveLabels.includes(lower) ? null : label;
  return {
    category: category ?? parse(basename(list)).name,
    path: place(path),
    defect: goodLabels.includes(lower)
      ? null
      : { type, mask: maskFiles(mask ? place(mask) : null) },
    split: split ?? null,
  };
}

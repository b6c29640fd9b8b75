import { basename, dirname, extname, join, isAbsolute, parse } from 'node:path';
import { z } from 'zod';
import { NominalError, valueText } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { type DatasetRow, datasetsOfRows } from './datasetsOfRows.ts';
import { maskFiles } from '../masks/maskFiles.ts';
import { readCsvFile } from '../files/readCsvFile.ts';
import { readJsonLines } from '../files/readJsonLines.ts';

/** What is looked for. */
export const tableLayout =
  'a file .csv or .jsonl with path and label, and mask, split and category where they apply';

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
/** Labels that tell no type. */
const defectiveLabels = ['defective', 'anomaly', 'anomalous', 'abnormal', 'bad', 'ng', 'ko', '1'];

/** Whether a file's name is that of a table. */
export function isTable(path: string): boolean {
  return ['.csv', '.jsonl', '.ndjson'].includes(extname(path).toLowerCase());
}

/**
 * Reads a table of images of one's own, CSV with a header line or JSON Lines:
 * - `path` of the image and `mask`, relative to the table's folder;
 * - `label`: good (or normal, nominal, ok, 0), defective (or anomaly, bad, ng, ko, 1), or any other
 *   word, which names the type of the defect;
 * - `split`: train or test; a good image without one is split at random, a defective one tests,
 *   validation is left aside;
 * - `category`: the table's own name where it is not given.
 *
 * @throws NominalError DATASET_LAYOUT that names the row, INPUT_NOT_FOUND.
 */
export async function readTable(path: string, options: DatasetOptions = {}): Promise<Dataset[]> {
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
      expected: tableLayout,
      details: { path },
    });
  }
  return datasetsOfRows('table', path, rows, options);
}

function rowOf(line: unknown, index: number, table: string): DatasetRow | null {
  const result = rowSchema.safeParse(line);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new NominalError('DATASET_LAYOUT', {
      what: `image ${index + 1} of ${table} cannot be read: "${issue.path.join('.')}": ${issue.message}`,
      expected: tableLayout,
      received: valueText(line),
      details: { path: table, index },
    });
  }
  const { path, label, mask, split, category } = result.data;
  if (split === 'validation' || split === 'val') return null;
  const place = (name: string) => (isAbsolute(name) ? name : join(dirname(table), name));
  const lower = label.toLowerCase();
  const type = defectiveLabels.includes(lower) ? null : label;
  return {
    category: category ?? parse(basename(table)).name,
    path: place(path),
    defect: goodLabels.includes(lower)
      ? null
      : { type, mask: maskFiles(mask ? place(mask) : null) },
    split: split ?? null,
  };
}

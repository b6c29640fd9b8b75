import { CsvError, parse } from 'csv-parse/sync';
import { NominalError } from '../../errors/index.ts';
import { readText } from './readText.ts';

/**
 * Reads a CSV file with a header line; space around the cells is removed.
 *
 * @param columns names that the header must have; other columns are kept too.
 * @throws NominalError DATASET_LAYOUT (invalid CSV, a missing column), and as {@link readText} does.
 */
export async function readCsvFile(
  path: string,
  columns: readonly string[],
): Promise<Record<string, string>[]> {
  const text = await readText(path);
  let header: string[] = [];
  try {
    const rows = parse(text, {
      trim: true,
      skip_empty_lines: true,
      columns: (names: string[]) => (header = names.map((name) => name.toLowerCase())),
    }) as unknown as Record<string, string>[];
    requireColumns(path, columns, header);
    return rows;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new NominalError('DATASET_LAYOUT', {
      what: `${path} is not a CSV table: ${cause.message}`,
      expected: `a header line with ${columns.join(', ')}, and as many cells in every line`,
      details: { path },
      cause,
    });
  }
}

function requireColumns(path: string, columns: readonly string[], header: readonly string[]): void {
  if (columns.every((name) => header.includes(name))) return;
  throw new NominalError('DATASET_LAYOUT', {
    what: `${path} lacks a column`,
    expected: `a header line with ${columns.join(', ')}`,
    received: header.length === 0 ? 'no header' : header.join(', '),
    details: { path },
  });
}

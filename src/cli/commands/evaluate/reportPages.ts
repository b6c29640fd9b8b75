import { extname, join, parse } from 'node:path';
import type { Dataset } from '../../../datasets/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { fileNameOf } from '../../../files/index.ts';

/**
 * The file for the page of each category. A single category's page is the file itself. For several
 * categories the file is their index, and each page is named after both the file and the category;
 * it stays in the file's folder whatever the category is called.
 */
export function reportPages(
  file: string | undefined,
  datasets: readonly Dataset[],
): readonly string[] {
  if (file === undefined) return [];
  assertPageFile(file);
  const { dir, name, ext } = parse(file);
  if (datasets.length === 1) return [file];
  const used = new Set<string>();
  return datasets.map(({ category }) => {
    const wished = fileNameOf(`${name}-${category}`);
    let own = wished;
    for (let n = 2; used.has(own.toLowerCase()); n++) own = `${wished}~${n}`;
    used.add(own.toLowerCase());
    return join(dir, `${own}${ext}`);
  });
}

/**
 * Refuses a file name that no program would open as an HTML page.
 *
 * @throws NominalError `CONFIG_INVALID` unless the name ends in .html or .htm, in upper or lower case.
 */
export function assertPageFile(file: string): void {
  if (['.html', '.htm'].includes(extname(file).toLowerCase())) return;
  throw new NominalError('CONFIG_INVALID', {
    what: '--report names a file that is not a page',
    expected: 'a name that ends in .html or .htm',
    received: file,
    remedy: 'For a PDF, print the page from a browser',
  });
}

import { extname } from 'node:path';
import { NominalError } from '../../../errors/index.ts';

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

import { extname } from 'node:path';
import { NominalError } from '../errors/index.ts';

/**
 * Refuses a name under which no program would open an HTML page as one.
 *
 * @throws NominalError `CONFIG_INVALID` unless the name ends in .html or .htm, in either case.
 */
export function assertPageFile(file: string): void {
  if (['.html', '.htm'].includes(extname(file).toLowerCase())) return;
  throw new NominalError('CONFIG_INVALID', {
    what: '--report names a file that is no page',
    expected: 'a name that ends in .html or .htm',
    received: file,
    remedy: 'A PDF is made by printing the page from a browser',
  });
}

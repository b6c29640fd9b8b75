import type { LeftOut } from './listImageFiles.ts';

/** Names of files that are told. */
const NAMES_SHOWN = 5;

/** What was left out, as a phrase: "2 files left out: a.heic (a kind of image that is not read), …". */
export function describeLeftOut(files: readonly LeftOut[]): string {
  const more = files.length - NAMES_SHOWN;
  const names = files.slice(0, NAMES_SHOWN).map(({ path, reason }) => `${path} (${reason})`);
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  return `${count} left out: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

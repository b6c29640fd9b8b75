import { access } from 'node:fs/promises';
import { join, parse } from 'node:path';

/** Bytes that a name may have, with room for the ending of the text file next to it. */
const MAX_NAME_BYTES = 255 - '.txt'.length;

/**
 * Path of a name in a folder that no file has: cameras count from 1 again. A name that would be too
 * long with its number loses letters before its ending.
 */
export async function freeName(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = parse(name);
  for (let i = 0; ; i++) {
    const ending = i === 0 ? ext : `-${i}${ext}`;
    const path = join(
      folder,
      `${shortened(stem, MAX_NAME_BYTES - Buffer.byteLength(ending))}${ending}`,
    );
    const taken = await access(path).then(
      () => true,
      () => false,
    );
    if (!taken) return path;
  }
}

function shortened(stem: string, maxBytes: number): string {
  const letters = [...stem];
  while (Buffer.byteLength(letters.join('')) > maxBytes) letters.pop();
  return letters.join('');
}

import { join } from 'node:path';
import { listFolder } from './listFolder.ts';

const namesShown = 8;

/**
 * What a folder holds, in words for an error message: "folders a, b and 3 files".
 *
 * @param subfolder describe this one instead, or say that it is missing.
 */
export async function describeFolder(folder: string, subfolder?: string): Promise<string> {
  const { files, folders } = await listFolder(folder);
  if (subfolder !== undefined) {
    if (!folders.includes(subfolder)) return `no folder ${subfolder}`;
    return `${subfolder} with ${await describeFolder(join(folder, subfolder))}`;
  }
  const shown = folders.slice(0, namesShown).join(', ');
  const more = folders.length > namesShown ? ` and ${folders.length - namesShown} more` : '';
  const foldersText = folders.length === 0 ? 'no folder' : `folders ${shown}${more}`;
  return `${foldersText} and ${files.length === 1 ? '1 file' : `${files.length} files`}`;
}

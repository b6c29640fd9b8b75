import { join } from 'node:path';
import { listFolder } from './listFolder.ts';

/** Whether a folder holds all of some folders, named by paths below it. */
export async function hasFolders(root: string, ...paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    let folder = root;
    for (const name of path.split('/')) {
      if (!(await listFolder(folder)).folders.includes(name)) return false;
      folder = join(folder, name);
    }
  }
  return true;
}

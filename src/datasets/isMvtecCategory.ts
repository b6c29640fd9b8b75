import { join } from 'node:path';
import { listFolder } from './listFolder.ts';

/** Whether a folder has `train/good`, by which a category is recognized. */
export async function isMvtecCategory(folder: string): Promise<boolean> {
  const { folders } = await listFolder(folder);
  if (!folders.includes('train')) return false;
  return (await listFolder(join(folder, 'train'))).folders.includes('good');
}

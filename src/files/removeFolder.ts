import { rm } from 'node:fs/promises';

/** Removes a folder with all that is in it; one that does not exist is no error. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

import { rm } from 'node:fs/promises';

/** Removes a folder with all that is in it; one that does not exist is no error. */
export async function removeFolder(folder: string): Promise<void> {
  // On Windows a file that was just closed may still be held for a moment.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Deletes the oldest files of a folder that strangers can add to, until so many are left. */
export async function keepNewest(folder: string, count: number): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= count) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, modifiedMs: (await stat(path)).mtimeMs };
    }),
  );
  files.sort((a, b) => b.modifiedMs - a.modifiedMs);
  for (const { path } of files.slice(count)) await rm(path);
}

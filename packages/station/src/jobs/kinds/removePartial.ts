import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Removes what is left of writing a file to a temporary name, even if the process was killed. */
export async function removePartial(output: string): Promise<void> {
  const folder = dirname(output);
  const name = basename(output);
  for (const other of await readdir(folder)) {
    if (other.startsWith(`${name}.`) && other.endsWith('.tmp'))
      await rm(join(folder, other), { force: true });
  }
}

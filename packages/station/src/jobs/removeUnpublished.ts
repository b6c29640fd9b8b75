import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Task } from './tasks.ts';

/** Removes what a task has written that did not come to its end, also where its process was killed. */
export async function removeUnpublished(task: Task): Promise<void> {
  if (task.kind === 'screen') return;
  const folder = dirname(task.output);
  const name = basename(task.output);
  // A model is of this task alone; of reports the last whole one stays.
  if (task.kind !== 'report') await rm(task.output, { force: true });
  for (const other of await readdir(folder)) {
    if (other.startsWith(`${name}.`) && other.endsWith('.tmp'))
      await rm(join(folder, other), { force: true });
  }
}

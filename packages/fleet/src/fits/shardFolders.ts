import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { isRunning } from 'nominal-vision/internal/files';

const NAME = /^nominal-shard-(\d+)-/;

/** An empty folder for the work on a shard, named after the process that owns it. */
export function makeShardFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), `nominal-shard-${process.pid}-`));
}

/** Removes the folders of workers that were killed on this machine. */
export async function clearDeadShardFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

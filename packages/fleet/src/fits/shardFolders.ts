import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const NAME = /^nominal-shard-(\d+)-/;

/** An empty folder for the work on a shard, named after the process that owns it. */
export function makeShardFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), `nominal-shard-${process.pid}-`));
}

/** Removes the folders of workers that were killed on this machine. */
export async function clearDeadShardFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { codeOfCause, NominalError } from '../errors/index.ts';
import { isRunning } from './processes.ts';
import { makeFolder } from './folders.ts';
import { outputFailed } from './outputFailed.ts';
import { outputTarget } from './outputTarget.ts';

/**
 * Runs work that reads and rewrites a file while no other program does so: a lock file next to it names
 * the process that works on it. It is meant for work of seconds; a taken lock is not waited for.
 *
 * @param path path of the file; links are followed, so that all names of the file share one lock.
 * @param work receives the path that the links lead to.
 * @throws NominalError `CONFLICT` if another running program works on the file, `OUTPUT_FAILED`.
 */
export async function withFileLock<Result>(
  path: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const target = (await outputTarget(path)).path;
  const lock = `${target}.lock`;
  await makeFolder(dirname(target));
  if (!(await taken(lock))) throw await inUse(path, lock);
  try {
    return await work(target);
  } finally {
    await rm(lock, { force: true });
  }
}

/** Tries to take the lock. A lock left behind by a program that has ended is taken over. */
async function taken(lock: string): Promise<boolean> {
  if (await made(lock)) return true;
  const holder = await holderOf(lock);
  if (holder?.host !== hostname() || isRunning(holder.pid)) return false;
  // Renamed first: of several programs that find it, only one can do so.
  const left = `${lock}.${randomUUID()}.tmp`;
  try {
    await rename(lock, left);
    if ((await holderOf(left))?.pid !== holder.pid) {
      // Another program was faster, and this is its own lock.
      await rename(left, lock);
      return false;
    }
    await rm(left);
  } catch {
    return false;
  }
  return made(lock);
}

async function made(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    try {
      await file.writeFile(`${process.pid} ${hostname()}`);
    } finally {
      await file.close();
    }
    return true;
  } catch (cause) {
    if (codeOfCause(cause) === 'EEXIST') return false;
    throw outputFailed(lock, cause);
  }
}

/** The holder of a lock; null if it is unknown, because the lock is gone or just being written. */
async function holderOf(lock: string): Promise<{ pid: number; host: string } | null> {
  const text = await readFile(lock, 'utf8').catch(() => '');
  const [, pid, host] = /^(\d+) (.+)$/.exec(text) ?? [];
  return host === undefined ? null : { pid: Number(pid), host };
}

async function inUse(path: string, lock: string): Promise<NominalError> {
  const holder = await holderOf(lock);
  return new NominalError('CONFLICT', {
    what: `${path} is being changed by another program`,
    expected: 'one change at a time',
    received: holder === null ? lock : `process ${holder.pid} on ${holder.host}`,
    remedy: `Try again after it has ended; if no such program is running, remove ${lock}`,
    details: { path, lock },
  });
}

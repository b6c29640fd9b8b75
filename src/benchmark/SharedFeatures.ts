import { randomUUID } from 'node:crypto';
import { readdir, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRunning, makeFolder, removeFolder } from '../files/index.ts';
import type { BenchmarkStep } from './BenchmarkStep.ts';
import { countSharers } from './countSharers.ts';

/**
 * Folders of patch features that steps share, each removed once no step is left that wants it. A step
 * that shares with no other keeps none. Nothing outlives the run: features of another one may be of
 * images that have changed since.
 */
export class SharedFeatures {
  readonly #root: string;
  /** This run's own part of the root. */
  readonly #own: string;
  /** Steps that still want each folder. */
  readonly #wanted: Map<string, number>;

  private constructor(root: string, steps: readonly BenchmarkStep[]) {
    this.#root = root;
    this.#own = join(root, `${hostname()}~${process.pid}~${randomUUID()}`);
    this.#wanted = countSharers(steps);
  }

  /**
   * Makes place, and removes what runs have left that were killed.
   *
   * @param root folder that several runs may use at once. @param steps those that will be run.
   */
  static async open(root: string, steps: readonly BenchmarkStep[]): Promise<SharedFeatures> {
    await makeFolder(root);
    for (const name of await readdir(root)) {
      const [host, pid] = name.split('~');
      // Of another machine nothing is known.
      if (host === hostname() && !isRunning(Number(pid))) await removeFolder(join(root, name));
    }
    return new SharedFeatures(root, steps);
  }

  /** Null for a step that shares with no other. */
  folderOf({ featuresKey }: BenchmarkStep): string | null {
    return featuresKey !== null && this.#wanted.has(featuresKey)
      ? join(this.#own, featuresKey)
      : null;
  }

  /** To be called once a step has been run. */
  async release({ featuresKey }: BenchmarkStep): Promise<void> {
    const left = featuresKey === null ? undefined : this.#wanted.get(featuresKey);
    if (featuresKey === null || left === undefined) return;
    this.#wanted.set(featuresKey, left - 1);
    if (left === 1) await removeFolder(join(this.#own, featuresKey));
  }

  /** Removes all that is left of this run. */
  async close(): Promise<void> {
    await removeFolder(this.#own);
    try {
      await rmdir(this.#root);
    } catch (error) {
      // Another run has features there, or has removed it.
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

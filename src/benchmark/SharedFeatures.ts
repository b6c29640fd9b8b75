import { codeOfCause } from '../errors/index.ts';
import { randomUUID } from 'node:crypto';
import { readdir, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRunning, makeFolder, removeFolder } from '../files/index.ts';
import type { BenchmarkStep } from './BenchmarkStep.ts';

/**
 * Folders of patch features that steps share. A folder is removed once no remaining step needs it; a
 * step that shares with no other has none. Nothing outlives the run, since the images may change
 * between runs.
 */
export class SharedFeatures {
  readonly #root: string;
  /** The folder of this run in the root. */
  readonly #own: string;
  /** Number of remaining steps that need each folder, by the key of its features. */
  readonly #needed: Map<string, number>;

  private constructor(root: string, steps: readonly BenchmarkStep[]) {
    this.#root = root;
    this.#own = join(root, `${hostname()}~${process.pid}~${randomUUID()}`);
    this.#needed = countSharers(steps);
  }

  /**
   * Makes the folder, and removes what killed runs left there.
   *
   * @param root folder that several runs may use at once.
   * @param steps the steps that will be run.
   */
  static async open(root: string, steps: readonly BenchmarkStep[]): Promise<SharedFeatures> {
    await makeFolder(root);
    for (const name of await readdir(root)) {
      const [host, pid] = name.split('~');
      // Processes of other machines cannot be checked.
      if (host === hostname() && !isRunning(Number(pid))) await removeFolder(join(root, name));
    }
    return new SharedFeatures(root, steps);
  }

  /** The folder of a step's features; null if it shares them with no other step. */
  folderOf({ featuresKey }: BenchmarkStep): string | null {
    return featuresKey !== null && this.#needed.has(featuresKey)
      ? join(this.#own, featuresKey)
      : null;
  }

  /** Call this once a step has been run. */
  async release({ featuresKey }: BenchmarkStep): Promise<void> {
    const left = featuresKey === null ? undefined : this.#needed.get(featuresKey);
    if (featuresKey === null || left === undefined) return;
    this.#needed.set(featuresKey, left - 1);
    if (left === 1) await removeFolder(join(this.#own, featuresKey));
  }

  /** Removes everything left of this run. */
  async close(): Promise<void> {
    await removeFolder(this.#own);
    try {
      await rmdir(this.#root);
    } catch (error) {
      // Another run has features there, or has removed it.
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOfCause(error))) throw error;
    }
  }
}

/** Number of steps that use the same patch features, by key, for those that at least two steps use. */
export function countSharers(steps: readonly BenchmarkStep[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { featuresKey } of steps) {
    if (featuresKey !== null) counts.set(featuresKey, (counts.get(featuresKey) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, count]) => count > 1));
}

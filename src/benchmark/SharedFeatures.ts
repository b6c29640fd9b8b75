import { join } from 'node:path';
import { removeFolder } from '../files/index.ts';
import type { BenchmarkStep } from './BenchmarkStep.ts';
import { countSharers } from './countSharers.ts';

/**
 * Folders of patch features that steps share, each removed once no step is left that wants it. A step
 * that shares with no other keeps none.
 */
export class SharedFeatures {
  readonly #root: string;
  /** Steps that still want each folder. */
  readonly #wanted: Map<string, number>;

  /** @param root folder that is this object's alone. @param steps those that will be run. */
  constructor(root: string, steps: readonly BenchmarkStep[]) {
    this.#root = root;
    this.#wanted = countSharers(steps);
  }

  /** Null for a step that shares with no other. */
  folderOf({ featuresKey }: BenchmarkStep): string | null {
    return featuresKey !== null && this.#wanted.has(featuresKey)
      ? join(this.#root, featuresKey)
      : null;
  }

  /** To be called once a step has been run. */
  async release({ featuresKey }: BenchmarkStep): Promise<void> {
    const left = featuresKey === null ? undefined : this.#wanted.get(featuresKey);
    if (featuresKey === null || left === undefined) return;
    this.#wanted.set(featuresKey, left - 1);
    if (left === 1) await removeFolder(join(this.#root, featuresKey));
  }

  /** Removes all that is left. */
  async close(): Promise<void> {
    await removeFolder(this.#root);
  }
}

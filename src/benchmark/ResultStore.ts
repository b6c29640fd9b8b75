import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/index.ts';
import type { BenchmarkResult, BenchmarkStep } from './BenchmarkStep.ts';
import type { Evaluation } from '../detector/index.ts';

/** Results on disk, one file per step, so that a benchmark that was stopped goes on where it was. */
export class ResultStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The result of a step, or null where there is none, it is damaged, or it is of other settings. */
  async read(step: BenchmarkStep): Promise<BenchmarkResult | null> {
    try {
      const result = JSON.parse(await readFile(this.#path(step), 'utf8')) as BenchmarkResult;
      return result.step.fingerprint === step.fingerprint ? result : null;
    } catch {
      // Whatever is the matter with the file: the step is computed and the file replaced.
      return null;
    }
  }

  /** @throws NominalError `OUTPUT_FAILED`. */
  async write(step: BenchmarkStep, evaluation: Evaluation): Promise<BenchmarkResult> {
    const { key, preset, shots, seed, fingerprint } = step;
    const result = { step: { key, preset, shots, seed, fingerprint }, evaluation };
    await writeFileAtomic(this.#path(step), `${JSON.stringify(result)}\n`);
    return result;
  }

  #path({ key }: BenchmarkStep): string {
    return join(this.#folder, `${key}.json`);
  }
}

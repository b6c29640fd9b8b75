import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import type { BenchmarkResult, BenchmarkStep } from './BenchmarkStep.ts';
import type { Evaluation } from '../detector/index.ts';

/** Results on disk, one file per step, so that a benchmark that was stopped goes on where it was. */
export class ResultStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The result of a step, or null where there is none, it is damaged, or it is of other settings or
   * images: the step is then computed and the file replaced.
   *
   * @throws NominalError `INPUT_NOT_FOUND` if a file that is there cannot be read.
   */
  async read(step: BenchmarkStep): Promise<BenchmarkResult | null> {
    const path = this.#path(step);
    try {
      const result = JSON.parse(await readFile(path, 'utf8')) as Partial<BenchmarkResult> | null;
      if (result?.step?.fingerprint !== step.fingerprint) return null;
      const { evaluation } = result as BenchmarkResult;
      // The same network may have lain elsewhere: a table tells configurations apart by its name.
      const config = { ...evaluation.config, backbone: step.config.backbone };
      return { step: knownBy(step), evaluation: { ...evaluation, config } };
    } catch (cause) {
      if (cause instanceof SyntaxError || codeOf(cause) === 'ENOENT') return null;
      throw new NominalError('INPUT_NOT_FOUND', {
        what: `the result ${path} cannot be read (${codeOf(cause)})`,
        remedy: 'See to its permissions and to the disk, or name another folder with --out',
        details: { path },
        cause,
      });
    }
  }

  /** @throws NominalError `OUTPUT_FAILED`. */
  async write(step: BenchmarkStep, evaluation: Evaluation): Promise<BenchmarkResult> {
    const result = { step: knownBy(step), evaluation };
    await writeFileAtomic(this.#path(step), `${JSON.stringify(result)}\n`);
    return result;
  }

  #path({ key }: BenchmarkStep): string {
    return join(this.#folder, `${key}.json`);
  }
}

function knownBy({
  key,
  preset,
  shots,
  seed,
  fingerprint,
}: BenchmarkStep): BenchmarkResult['step'] {
  return { key, preset, shots, seed, fingerprint };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

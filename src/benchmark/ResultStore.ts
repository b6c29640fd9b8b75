import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOfCause, NominalError } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import type { BenchmarkResult, BenchmarkStep } from './BenchmarkStep.ts';
import type { Evaluation } from '../detector/index.ts';

/** Results on disk, one file per step, so that a stopped benchmark continues where it was. */
export class ResultStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The result of a step. Null if there is none, if it is damaged, or if it was computed from other
   * settings or images: the step is then computed and the file replaced.
   *
   * @throws NominalError `INPUT_NOT_FOUND` if the file exists but cannot be read.
   */
  async read(step: BenchmarkStep): Promise<BenchmarkResult | null> {
    const path = this.#path(step);
    try {
      const result = JSON.parse(await readFile(path, 'utf8')) as Partial<BenchmarkResult> | null;
      if (result?.step?.fingerprint !== step.fingerprint) return null;
      const { evaluation } = result as BenchmarkResult;
      // The same network may have had another path, and a table tells configurations apart by its name.
      const config = { ...evaluation.config, backbone: step.config.backbone };
      return { step: identityOf(step), evaluation: { ...evaluation, config } };
    } catch (cause) {
      if (cause instanceof SyntaxError || codeOfCause(cause) === 'ENOENT') return null;
      throw new NominalError('INPUT_NOT_FOUND', {
        what: `the result ${path} cannot be read (${codeOfCause(cause)})`,
        remedy: 'Check its permissions and the disk, or name another folder with --out',
        details: { path },
        cause,
      });
    }
  }

  /** @throws NominalError `OUTPUT_FAILED`. */
  async write(step: BenchmarkStep, evaluation: Evaluation): Promise<BenchmarkResult> {
    const result = { step: identityOf(step), evaluation };
    await writeFileAtomic(this.#path(step), `${JSON.stringify(result)}\n`);
    return result;
  }

  #path({ key }: BenchmarkStep): string {
    return join(this.#folder, `${key}.json`);
  }
}

function identityOf({
  key,
  preset,
  shots,
  seed,
  fingerprint,
}: BenchmarkStep): BenchmarkResult['step'] {
  return { key, preset, shots, seed, fingerprint };
}

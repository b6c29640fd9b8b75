import { resolve } from 'node:path';
import { NominalError } from '../errors/index.ts';
import { type Detector, replaceModelFile, writeModel } from '../detector/index.ts';
import type { Model } from '../model/index.ts';
import type { JobOptions } from '../progress.ts';
import { inLine } from './printable.ts';

/** Where a changed model went. */
export interface WrittenModel {
  readonly model: string;
  /** The file as it was before the change; null where the change went to another file. */
  readonly previous: string | null;
}

/** Writes a changed model to another file, or in the place of its own, which is then kept beside it. */
export async function outputModel(
  path: string,
  out: string | undefined,
  changed: Model,
  { checksum }: Pick<Detector, 'checksum'>,
  job: JobOptions,
): Promise<WrittenModel> {
  if (out !== undefined && resolve(out) !== resolve(path)) {
    await writeModel(out, changed, job);
    return { model: out, previous: null };
  }
  if (checksum === null) {
    throw new NominalError('MODEL_DAMAGED', { what: `${path} states no checksum` });
  }
  return { model: path, previous: await replaceModelFile(path, changed, checksum, job) };
}

/** A sentence on where it is and what to do if it was wrong. */
export function describeOutput(written: WrittenModel): string {
  const model = inLine(written.model);
  const previous = written.previous === null ? null : inLine(written.previous);
  return previous === null
    ? `Written to ${model}.\n`
    : `Written to ${model}; the state before is ${previous} ("nominal update ${model} --rollback" puts it back).\n`;
}

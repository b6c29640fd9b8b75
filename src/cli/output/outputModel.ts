import { resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import { type Detector, replaceModelFile, writeModel } from '../../detector/index.ts';
import type { Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import { inLine } from './printable.ts';

/** Where a changed model was written. */
export interface WrittenModel {
  readonly model: string;
  /** The file that keeps the state before the change; null if the model was written to another file. */
  readonly previous: string | null;
}

/** Writes a changed model to another file, or over its own file, whose state before is then kept next to it. */
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

/** A sentence on where the model is and how to undo the change. */
export function describeOutput(written: WrittenModel): string {
  const model = inLine(written.model);
  const previous = written.previous === null ? null : inLine(written.previous);
  return previous === null
    ? `Written to ${model}.\n`
    : `Written to ${model}; the state before is ${previous} ("nominal update ${model} --rollback" puts it back).\n`;
}

import { basename } from 'node:path';
import { throwIfCancelled } from 'nominal-vision/internal/errors';
import { writeFileAtomic } from 'nominal-vision/internal/files';
import { encodeModel, type Model } from 'nominal-vision/internal/model';
import type { JobOptions } from 'nominal-vision/internal/progress';
import { summaryOf } from './summaryOf.ts';
import type { TaskResult } from './tasks.ts';

/** Writes a model where it shall be, whole or not at all; of its region it tells the name, which is that of its content, and no path. @throws NominalError `OUTPUT_FAILED` or `CANCELLED`. */
export async function saveModel(
  model: Model,
  output: string,
  { signal, onProgress }: JobOptions,
): Promise<TaskResult> {
  throwIfCancelled(signal);
  const { roi } = model.config;
  const named =
    roi === null ? model : { ...model, config: { ...model.config, roi: basename(roi) } };
  const bytes = encodeModel(named);
  await writeFileAtomic(output, bytes, signal === undefined ? {} : { signal });
  onProgress?.({ phase: 'write', doneBytes: bytes.length, totalBytes: bytes.length });
  return { summary: summaryOf(model), bytes: bytes.length };
}

import { checkOptions } from '../../config/index.ts';
import { throwIfCancelled } from '../../errors/index.ts';
import { writeFileAtomic, type WriteOptions } from '../../files/index.ts';
import { encodeModel, type Model } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import { jobOptions } from '../jobOptions.ts';

/**
 * Writes a model file: to a temporary name first, then renamed.
 *
 * @param beforeReplacing see `writeFileAtomic`.
 * @throws NominalError `OUTPUT_FAILED` or `CANCELLED`.
 */
export async function writeModel(
  path: string,
  model: Model,
  job: JobOptions = {},
  beforeReplacing?: WriteOptions['beforeReplacing'],
): Promise<void> {
  checkOptions(job, jobOptions, 'writeModel');
  throwIfCancelled(job.signal);
  const bytes = encodeModel(model);
  job.onProgress?.({ phase: 'write', doneBytes: 0, totalBytes: bytes.length });
  await writeFileAtomic(path, bytes, {
    ...(job.signal === undefined ? {} : { signal: job.signal }),
    ...(beforeReplacing === undefined ? {} : { beforeReplacing }),
  });
  job.onProgress?.({ phase: 'write', doneBytes: bytes.length, totalBytes: bytes.length });
}

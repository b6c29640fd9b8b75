import { NominalError, plainError, throwIfCancelled } from '../../errors/index.ts';
import type { Job, Store } from '../../store/index.ts';
import { parametersOf } from '../jobs/jobParameters.ts';
import type { InspectionDesk } from './InspectionDesk.ts';

/** Images of one job under way at a time. */
const CONCURRENCY = 8;

/** What a job of inspections comes to. */
export interface InspectJobResult {
  readonly inspections: readonly number[];
  readonly failures: readonly {
    readonly name: string;
    readonly code: string;
    readonly message: string;
  }[];
}

/**
 * Inspects the images of a job. Those that were inspected before the station was started again are
 * found in the history and not inspected twice.
 */
export async function inspectInJob(
  job: Job,
  store: Store,
  desk: InspectionDesk,
  signal: AbortSignal,
  onProgress: (progress: unknown) => void,
): Promise<InspectJobResult> {
  const parameters = parametersOf(job);
  const product = await store.products.get(job.productId);
  if (parameters.kind !== 'inspect' || product === null) {
    throw new NominalError('NOT_FOUND', { what: 'the product of the job is gone' });
  }
  const source = `job-${job.id}`;
  const { images } = parameters;
  const kept = await store.inspections.list({ productId: product.id, source }, images.length);
  const done = new Map(kept.map(({ id, sha256, name }) => [`${sha256} ${name}`, id]));
  const inspections = [...done.values()];
  const failures: InspectJobResult['failures'][number][] = [];
  const left = images.filter(({ sha256, name }) => !done.has(`${sha256} ${name}`));
  const work = left.values();
  const take = async () => {
    for (const image of work) {
      throwIfCancelled(signal);
      try {
        inspections.push((await desk.inspectStored(product, image, source)).id);
      } catch (error) {
        const { code, message } = plainError(error);
        failures.push({ name: image.name, code, message });
      }
      const doneImages = inspections.length + failures.length;
      onProgress({ phase: 'inspect', doneImages, totalImages: images.length });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, take));
  return { inspections: inspections.sort((a, b) => a - b), failures };
}

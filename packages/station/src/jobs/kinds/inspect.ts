import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  blamesInput,
  type ErrorCode,
  NominalError,
  type PlainError,
  plainError,
  throwIfCancelled,
} from 'nominal-vision/internal/errors';
import type { KeptImage } from '../../inspect/InspectionDesk.ts';
import { isJudgedAgain } from '../../inspect/judgedAgain.ts';
import { modelInUse } from '../../inspect/modelInUse.ts';
import { retryDelayMs } from '../../retryDelayMs.ts';
import type { Job, Product } from '../../store/index.ts';
import { type JobDesk, stationKind } from './JobKind.ts';

/** Images of one job under way at a time. */
const CONCURRENCY = 8;

/** What a job of inspections comes to. */
interface InspectJobResult {
  readonly inspections: readonly number[];
  readonly failures: readonly (PlainError & { readonly name: string })[];
}

/** Failures of the station that no image and no product is at fault for: they are waited out. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'FLEET_DENIED',
  'FLEET_FULL',
  'FLEET_NOT_SET_UP',
  'FLEET_TIMEOUT',
  'FLEET_UNREACHABLE',
  'OUTPUT_FAILED',
  'STORE_FAILED',
  'STORE_UNAVAILABLE',
]);
/** What one image may be the reason for although it is not said to be: others may do. */
const SUSPECT: ReadonlySet<ErrorCode> = new Set([
  'INSPECTION_TIMEOUT',
  'NO_SCORE',
  'WORKER_FAILED',
]);

/**
 * Inspects images that came with one request. Those that were inspected before the station was started
 * again are found in the history and not inspected twice. A failure of the station itself fails no
 * image: the job waits if the failure may pass, as a full disk does, and ends if not.
 */
export const inspectKind = stationKind({
  parameters: z.object({
    images: z.array(z.object({ sha256: z.string(), name: z.string() })),
  }),
  // POST /inspect starts it, which also answers at once.
  route: null,
  start: ({ images }) => Promise.resolve({ images: [...images] }),
  work: (parameters, job, ...rest) => inspectAll(parameters, `job-${job.id}`, job, ...rest),
});

/** Inspects images that are kept. @param source what their decisions say that they came from. */
export async function inspectAll(
  { images }: { readonly images: readonly KeptImage[] },
  source: string,
  job: Job,
  { store, desk, report }: JobDesk,
  signal: AbortSignal,
  onProgress: (progress: unknown) => void,
): Promise<InspectJobResult> {
  const product = await store.products.get(job.productId);
  if (product === null) {
    throw new NominalError('NOT_FOUND', {
      reason: 'notThere',
      what: 'the product of the job is gone',
    });
  }
  const kept = await store.inspections.list({ productId: product.id, source }, images.length);
  const inspections = kept.map(({ id }) => id);
  const failures: InspectJobResult['failures'][number][] = [];
  const left = withoutDone(images, kept).values();
  let isTold = false;
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const take = async () => {
    for (const image of left) {
      const outcome = await untilDecided(image, product);
      if (typeof outcome === 'number') inspections.push(outcome);
      else failures.push({ name: image.name, ...outcome });
      const doneImages = inspections.length + failures.length;
      onProgress({ phase: 'inspect', doneImages, totalImages: images.length });
    }
  };

  /** The id of its decision, or why there is none by its own fault. */
  async function untilDecided(image: KeptImage, of: Product) {
    for (let tries = 1; ; tries++) {
      throwIfCancelled(ended);
      try {
        const model = await modelInUse(of, store);
        return (await desk.inspectStored({ product: of, model }, image, source)).id;
      } catch (error) {
        const told = plainError(error);
        const { code } = told;
        if (blamesInput(code) || SUSPECT.has(code)) {
          if (!isJudgedAgain({ source }))
            await desk.refuse(of, { source, name: image.name, error });
          return told;
        }
        if (!PASSING.has(code)) throw error;
        if (!isTold) report(`images of job ${job.id} cannot be decided yet, and wait`, error);
        isTold = true;
        await delay(retryDelayMs(tries), undefined, { signal: ended }).catch(() => undefined);
      }
    }
  }

  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, take));
  } finally {
    failed.abort();
  }
  return { inspections: inspections.sort((a, b) => a - b), failures };
}

/** The images that are left, of which one may be there several times. */
function withoutDone(
  images: readonly KeptImage[],
  done: readonly KeptImage[],
): readonly KeptImage[] {
  const keyOf = ({ sha256, name }: KeptImage) => `${sha256} ${name}`;
  const times = new Map<string, number>();
  for (const image of done) times.set(keyOf(image), (times.get(keyOf(image)) ?? 0) + 1);
  return images.filter((image) => {
    const count = times.get(keyOf(image)) ?? 0;
    times.set(keyOf(image), count - 1);
    return count <= 0;
  });
}

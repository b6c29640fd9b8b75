import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../../test/e2e/parts.ts';
import { exampleInspection, exampleModel } from '../../../../../test/store/examples.ts';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { type ErrorCode, NominalError } from 'nominal-vision/internal/errors';
import { type Job, type Product, Store } from '../../store/index.ts';
import type { KeptImage } from '../../inspect/InspectionDesk.ts';
import { inspectKind } from './inspect.ts';

describe('the images of a job', () => {
  let folder = '';
  let store: Store;
  let product: Product;
  const images: KeptImage[] = [];
  beforeAll(async () => {
    folder = await temporaryFolder();
    store = await Store.open(folder);
    const created = await store.products.create('one', resolveFitConfig());
    if (created === null) throw new Error('the name is taken');
    product = created;
    await store.models.publish(exampleModel(product.id, 'm1'));
    for (const name of ['a', 'b', 'c']) {
      const { sha256 } = await store.images.put(Buffer.from(name));
      images.push({ sha256, name });
    }
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const createJob = (of: readonly KeptImage[] = images) =>
    store.jobs.create('inspect', product.id, { images: of }, 'somebody');

  /** Does a job with a station that fails with each of these codes before it decides the image "b". */
  async function inspect(job: Job, failing: readonly ErrorCode[], signal = new AbortController()) {
    const left = [...failing];
    const reported: string[] = [];
    const tried: string[] = [];
    const inspectStored = (_: unknown, { sha256, name }: KeptImage, source: string) => {
      tried.push(name);
      const code = name === 'b' ? left.shift() : undefined;
      if (code !== undefined) throw new NominalError(code, { what: 'it failed' });
      return store.inspections
        .add([exampleInspection({ productId: product.id, sha256, name, source })])
        .then(([record]) => record);
    };
    const report = (what: string) => {
      reported.push(what);
    };
    const result = await inspectKind
      .work(
        job,
        { store, desk: { inspectStored, refuse: () => Promise.resolve() }, report },
        signal.signal,
        () => undefined,
      )
      .catch((error: unknown) => error);
    return { result, reported, tried };
  }

  it.each(['OUTPUT_FAILED', 'STORE_FAILED', 'STORE_UNAVAILABLE', 'FLEET_TIMEOUT'] as const)(
    'are tried again until they are decided after %s, and the log says so once',
    async (code) => {
      const job = await createJob();
      const { result, reported } = await inspect(job, [code, code]);
      expect(result).toMatchObject({ inspections: { length: 3 }, failures: [] });
      expect(reported).toEqual([`images of job ${job.id} cannot be decided yet, and wait`]);
    },
  );

  it.each(['IMAGE_UNREADABLE', 'ROI_MISMATCH', 'NO_SCORE', 'WORKER_FAILED'] as const)(
    'are told of with %s, which may be of one image alone, and the others are decided',
    async (code) => {
      const { result } = await inspect(await createJob(), [code]);
      expect(result).toMatchObject({
        inspections: { length: 2 },
        failures: [{ name: 'b', code }],
      });
    },
  );

  it.each(['MODEL_DAMAGED', 'CONFLICT', 'INTERNAL'] as const)(
    'end the job with its reason after %s, which no image is at fault for',
    async (code) => {
      const { result } = await inspect(await createJob(), [code]);
      expect(result).toMatchObject({ code });
    },
  );

  it('that wait are left at once when the job is cancelled', async () => {
    const cancellation = new AbortController();
    const waiting = inspect(
      await createJob(),
      Array.from({ length: 1000 }, () => 'STORE_UNAVAILABLE' as const),
      cancellation,
    );
    cancellation.abort();
    expect((await waiting).result).toMatchObject({ code: 'CANCELLED' });
  });

  it('are each decided once although the job is done again, also one that it names twice', async () => {
    const twice = [images[0], images[0], images[1]];
    const job = await createJob(twice);
    const { sha256, name } = images[0];
    await store.inspections.add([
      exampleInspection({ productId: product.id, sha256, name, source: `job-${job.id}` }),
    ]);
    const first = await inspect(job, []);
    expect(first.tried).toEqual(['a', 'b']);
    expect(first.result).toMatchObject({ inspections: { length: 3 } });
    const again = await inspect(job, []);
    expect(again.tried).toEqual([]);
    expect(again.result).toEqual(first.result);
  });
});

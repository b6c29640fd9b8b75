import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../../test/e2e/parts.ts';
import { exampleInspection, exampleModel } from '../../../../test/store/examples.ts';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import type { KeptImage } from '../inspect/InspectionDesk.ts';
import { Store } from '../store/index.ts';
import { StationMetrics } from '../metrics/StationMetrics.ts';
import { JobRunner } from './JobRunner.ts';

/** Far longer than a database takes to hand out the others. */
const SUSPECT_WAIT_MS = 1500;

describe('a job that was under way at three ends of the station', () => {
  let folder = '';
  let store: Store;
  let productId = '';
  let image: KeptImage;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await Store.open(folder);
    productId = (await store.products.create('one', resolveFitConfig()))?.id ?? '';
    await store.models.publish(exampleModel(productId, 'm1'));
    image = { sha256: (await store.images.put(Buffer.from('part'))).sha256, name: 'part' };
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const create = () => store.jobs.create('inspect', productId, { images: [image] }, 'somebody');

  /** Takes up the oldest job and ends as a power failure would. */
  async function endWhileItRuns(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      await store.jobs.take(['inspect']);
      await store.jobs.requeueRunning();
    }
  }

  /** Does all jobs. @returns their ids in the order in which they were begun, with the time since the start. */
  async function doAll(count: number): Promise<{ id: string; ms: number }[]> {
    const begun: { id: string; ms: number }[] = [];
    let start = 0;
    const done = new Promise<void>((resolve, reject) => {
      const runner = new JobRunner({
        store,
        metrics: new StationMetrics({
          queueDepth: () => 0,
          process: () => Promise.resolve(new Map()),
          deliveries: () => Promise.resolve({ waiting: 0, failed: 0 }),
          sources: () => [],
          alarms: () => [],
          products: () => Promise.resolve([]),
        }),
        runtime: { threads: 1, maxMegapixels: 100, lenientJpeg: false },
        report: (what, error) => {
          throw new Error(what, { cause: error });
        },
        suspectWaitMs: SUSPECT_WAIT_MS,
        stallMs: 600_000,
        desk: {
          refuse: () => Promise.resolve(),
          inspectStored: async (_, { sha256, name }, source) => {
            begun.push({ id: source.replace('job-', ''), ms: performance.now() - start });
            if (begun.length === count) {
              setImmediate(() => {
                runner.stop().then(resolve, reject);
              });
            }
            const inspection = exampleInspection({ productId, sha256, name, source });
            return (await store.inspections.add([inspection]))[0];
          },
        },
      });
      start = performance.now();
      runner.start().catch(reject);
    });
    await done;
    return begun;
  }

  it('waits behind all others, until the station has been up for a while, and is done', async () => {
    const suspect = await create();
    await endWhileItRuns(3);
    const others = [await create(), await create()];
    const begun = await doAll(3);
    expect(begun.map(({ id }) => id)).toEqual([...others.map(({ id }) => id), suspect.id]);
    // Timers are exact to a millisecond.
    expect(begun[2].ms).toBeGreaterThanOrEqual(SUSPECT_WAIT_MS - 5);
  });

  it('waits twice as long after a fourth', async () => {
    const suspect = await create();
    await endWhileItRuns(4);
    const [begun] = await doAll(1);
    expect(begun.id).toBe(suspect.id);
    expect(begun.ms).toBeGreaterThanOrEqual(2 * SUSPECT_WAIT_MS - 5);
  });

  it('is done, too, where its time comes while the database is asked how long to wait', async () => {
    await create();
    await endWhileItRuns(3);
    const ask = store.jobs.mostAttempts.bind(store.jobs);
    vi.spyOn(store.jobs, 'mostAttempts').mockImplementation(async (kinds) => {
      const answer = await ask(kinds);
      await delay(SUSPECT_WAIT_MS + 100);
      return answer;
    });
    expect(await doAll(1)).toHaveLength(1);
  });

  it('is taken in its turn after two', async () => {
    const first = await create();
    await endWhileItRuns(2);
    const second = await create();
    expect((await doAll(2)).map(({ id }) => id)).toEqual([first.id, second.id]);
  });
});

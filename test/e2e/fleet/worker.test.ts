import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetClient } from '../../../src/fleet/client/FleetClient.ts';
import type { Fleet } from '../../../src/fleet/connection/Fleet.ts';
import { built } from '../built.ts';
import { hasNats, type NatsServer, startNats } from './natsServer.ts';
import { type SpawnedWorker, spawnWorker } from './spawnWorker.ts';
import {
  allResults,
  countOf,
  deadLetters,
  fitTestModel,
  part,
  publishTo,
  setUpTestFleet,
  type TestModel,
} from './testFleet.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.skipIf(!built || !hasNats)(
  'workers of a fleet (skipped without dist or nats-server)',
  () => {
    let server: NatsServer;
    let model: TestModel;
    let fleet: Fleet;
    let client: FleetClient;
    let workers: SpawnedWorker[] = [];
    let count = 0;

    beforeAll(async () => {
      [server, model] = await Promise.all([startNats(), fitTestModel()]);
    });
    afterAll(() => Promise.all([server.end(), model.end()]));

    // Each test has a fleet of its own on the one server.
    beforeEach(async () => {
      fleet = await setUpTestFleet(server.url, { fleet: `test-${count++}` });
      await publishTo(fleet, model, ['tile']);
      client = await FleetClient.open(fleet);
    });
    afterEach(async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
      workers = [];
      await client.close();
      await fleet.close();
    });

    const start = async (...args: string[]) => {
      const all = ['--fleet', fleet.names.fleet, '--cache', model.folder, ...args];
      const worker = await spawnWorker(server.url, all);
      workers.push(worker);
      return worker;
    };

    it('answers as the library does, also an image too large for a message', async () => {
      await start();
      const good = await client.inspect(
        { product: 'tile', image: await part(20), name: 'a' },
        60_000,
      );
      expect(good).toMatchObject({ name: 'a', tries: 1, outcome: { kind: 'judged' } });
      const scratched = await part(21, 'scratch');
      // Bytes after the end of a PNG change nothing but its size.
      const large = Buffer.concat([scratched, Buffer.alloc(3 * 2 ** 20)]);
      const [small, big] = await Promise.all(
        [scratched, large].map((image) => client.inspect({ product: 'tile', image }, 60_000)),
      );
      expect(big.outcome).toMatchObject({ kind: 'judged', judgement: { verdict: 'anomalous' } });
      if (small.outcome.kind !== 'judged' || big.outcome.kind !== 'judged') return;
      expect(big.outcome.judgement.imageScore).toBe(small.outcome.judgement.imageScore);
      expect(big.outcome.judgement.patchScores).toEqual(small.outcome.judgement.patchScores);
    });

    it('gives exactly one result to each request while workers are killed with requests in hand', async () => {
      await start();
      await start();
      const image = await part(30);
      const ids = Array.from({ length: 120 }, (_, i) => `request-${i}`);
      await Promise.all(ids.map((id) => client.submit({ product: 'tile', image, id })));
      for (let kills = 0; kills < 4; kills++) {
        const answered = await countOf(fleet, fleet.names.results);
        await vi.waitUntil(
          async () => (await countOf(fleet, fleet.names.results)) > answered,
          60_000,
        );
        await workers.shift()?.kill();
        await start();
      }
      await vi.waitUntil(async () => (await countOf(fleet, fleet.names.requests)) === 0, 60_000);
      const results = await allResults(fleet);
      expect(results.map(({ id }) => id).sort()).toEqual(ids.sort());
      expect(results.every(({ outcome }) => outcome.kind === 'judged')).toBe(true);
      expect(results.some(({ tries }) => tries > 1)).toBe(true);
      expect(await deadLetters(fleet)).toEqual([]);
    });
  },
);

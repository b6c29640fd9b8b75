import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { FleetClient } from '../../../packages/fleet/src/client/FleetClient.ts';
import type { Fleet } from '../../../packages/fleet/src/connection/Fleet.ts';
import { type NatsServer, startNats } from './natsServer.ts';
import { type SpawnedWorker, spawnWorker } from './spawnWorker.ts';
import { countOf, fitTestModel, publishTo, setUpTestFleet, type TestModel } from './testFleet.ts';

/** Shared by the tests of one file: a server, a model, and a new fleet for each test. */
export interface FleetUnderTest {
  readonly url: string;
  readonly fleet: Fleet;
  readonly client: FleetClient;
  readonly model: TestModel;
  readonly workers: SpawnedWorker[];
  /** Starts a worker, which ends with the test. */
  readonly start: (...args: readonly string[]) => Promise<SpawnedWorker>;
  /** Replaces this fleet by a new one. */
  readonly setUp: (options: Parameters<typeof setUpTestFleet>[1]) => Promise<void>;
  /** Requests that are not yet answered. */
  readonly waiting: () => Promise<number>;
}

/** @param products that have the model from the start. */
export function useFleet(products: readonly string[]): FleetUnderTest {
  let server: NatsServer;
  let model: TestModel;
  let fleet: Fleet;
  let client: FleetClient;
  let workers: SpawnedWorker[] = [];
  let count = 0;

  const setUp: FleetUnderTest['setUp'] = async (options) => {
    fleet = await setUpTestFleet(server.url, { ...options, fleet: `test-${count++}` });
    await publishTo(fleet, model, products);
    client = await FleetClient.open(fleet);
  };
  const tearDown = async () => {
    await client.close();
    await fleet.close();
  };

  beforeAll(async () => {
    [server, model] = await Promise.all([startNats(), fitTestModel()]);
  });
  afterAll(() => Promise.all([server.end(), model.end()]));
  beforeEach(() => setUp({}));
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    workers = [];
    await tearDown();
  });

  return {
    get url() {
      return server.url;
    },
    get fleet() {
      return fleet;
    },
    get client() {
      return client;
    },
    get model() {
      return model;
    },
    get workers() {
      return workers;
    },
    start: async (...args) => {
      const all = ['--fleet', fleet.names.fleet, '--cache', model.folder, ...args];
      const worker = await spawnWorker(server.url, all);
      workers.push(worker);
      return worker;
    },
    setUp: async (options) => {
      await tearDown();
      await setUp(options);
    },
    waiting: () => countOf(fleet, fleet.names.requests),
  };
}

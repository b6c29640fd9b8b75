import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FleetClient } from '../../../packages/fleet/src/client/FleetClient.ts';
import { hasNats, type NatsServer, startCluster, startNats } from './natsServer.ts';
import { type SpawnedWorker, spawnWorker } from './spawnWorker.ts';
import {
  allResults,
  countOf,
  fitTestModel,
  part,
  publishTo,
  setUpTestFleet,
  type TestModel,
} from './testFleet.ts';
import { hangMs } from '../../hangMs.ts';
import { freePorts } from '../../freePorts.ts';

describe.skipIf(!hasNats)('servers of a fleet (skipped without nats-server)', () => {
  let model: TestModel;
  let servers: NatsServer[] = [];
  let worker: SpawnedWorker | undefined;

  beforeAll(async () => {
    model = await fitTestModel();
  });
  afterAll(() => model.end());

  const end = async () => {
    await worker?.kill();
    await Promise.all(servers.map((server) => server.end()));
  };

  it('three in a cluster lose and double nothing while one ends at once and comes back', async () => {
    servers = await startCluster(3);
    try {
      const urls = servers.map(({ url }) => url).join(',');
      const fleet = await setUpTestFleet(urls, { limits: { replicas: 3 } });
      await publishTo(fleet, model, ['tile']);
      const client = await FleetClient.open(fleet);
      worker = await spawnWorker(urls, ['--cache', model.folder]);
      const image = await part(70);
      const ids = Array.from({ length: 60 }, (_, i) => `request-${i}`);
      const answers = ids.map(async (id, i) => {
        await delay(50 * i);
        // A client that is not sure submits the image again, under the same name.
        for (;;) {
          try {
            return await client.inspect({ product: 'tile', image, id }, 20_000);
          } catch {
            const { names, manager } = fleet;
            const subject = names.resultSubject({ product: 'tile', client: client.client, id });
            const known = await manager.streams
              .getMessage(names.results, { last_by_subj: subject })
              .catch(() => null);
            if (known !== null) return known;
          }
        }
      });
      await answers[10];
      await servers[0].kill();
      await answers[30];
      await servers[0].start();
      await Promise.all(answers);
      await vi.waitUntil(
        async () => (await countOf(fleet, fleet.names.requests).catch(() => 1)) === 0,
        hangMs,
      );
      expect((await allResults(fleet)).map(({ id }) => id).sort()).toEqual(ids.sort());
      await client.close();
      await fleet.close();
    } finally {
      await end();
    }
  });

  it('of a plant go on when the link to the center is down, and take images of cameras by MQTT', async () => {
    const [leafPort, mqttPort] = await freePorts(2);
    const center = await startNats(`leafnodes { listen: "127.0.0.1:${leafPort}" }`);
    const plant = await startNats(
      `server_name: plant
leafnodes { remotes: [{ url: "nats://127.0.0.1:${leafPort}" }] }
mqtt { host: 127.0.0.1, port: ${mqttPort} }`,
      { domain: 'plant-7' },
    );
    servers = [center, plant];
    try {
      const fleet = await setUpTestFleet(plant.url);
      await publishTo(fleet, model, ['tile']);
      worker = await spawnWorker(plant.url, ['--cache', model.folder]);
      const client = await FleetClient.open(fleet);
      const image = await part(71);
      const ask = () => client.inspect({ product: 'tile', image }, hangMs);
      const { outcome } = await ask();
      await center.kill();
      expect((await ask()).outcome.judgement.imageScore).toBe(outcome.judgement.imageScore);

      const camera = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, {
        protocolVersion: 4,
      });
      await camera.publishAsync('nominal/requests/high/tile', image, { qos: 1 });
      await camera.endAsync();
      await vi.waitUntil(async () => (await countOf(fleet, fleet.names.results)) === 3, hangMs);
      expect((await allResults(fleet)).at(-1)).toMatchObject({ client: 'anonymous', tries: 1 });
      await client.close();
      await fleet.close();
    } finally {
      await end();
    }
  });
});

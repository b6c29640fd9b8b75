import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FitOptions } from '../../../src/config/index.ts';
import { generatePart } from '../../../src/demo/index.ts';
import { fit, fitByShards } from '../../../src/detector/index.ts';
import { Fleet } from '../../../packages/fleet/src/connection/Fleet.ts';
import { natsOptionsSchema } from '../../../src/config/index.ts';
import { FleetCrew, type FleetFitJob } from '../../../packages/fleet/src/fits/FleetCrew.ts';
import { FitWorker } from '../../../packages/fleet/src/fits/FitWorker.ts';
import { fleetSettingsSchema } from '../../../packages/fleet/src/protocol/fleetSettings.ts';
import { fleetLimitsSchema } from '../../../packages/fleet/src/setup/fleetLimits.ts';
import { setUpFleet } from '../../../packages/fleet/src/setup/setUpFleet.ts';
import { encodePng } from '../../../src/image/index.ts';
import { encodeModel } from '../../../src/model/index.ts';
import type { Progress } from '../../../src/progress.ts';
import { spawnNominal } from '../spawnNominal.ts';
import { hasNats, type NatsServer, startNats } from './natsServer.ts';
import { spawnWorker } from './spawnWorker.ts';
import { until } from './until.ts';

describe.skipIf(!hasNats)('a fit spread over workers (skipped without nats-server)', () => {
  const options: FitOptions = {
    resize: { height: 80, width: 96 },
    dimension: 96,
    coresetRatio: 0.2,
    shardImages: 10,
  };
  let server: NatsServer;
  let folder: string;
  let fleet: Fleet;
  const images: string[] = [];

  const connect = () =>
    Fleet.connect(natsOptionsSchema.parse({ servers: [server.url], timeoutMs: 20_000 }), 'test');

  beforeAll(async () => {
    server = await startNats();
    folder = await mkdtemp(join(tmpdir(), 'nominal-fleet-fit-'));
    for (let index = 0; index < 25; index++) {
      const part = {
        category: 'tile',
        seed: 4,
        height: 80,
        width: 96,
        index,
        defect: null,
      } as const;
      const path = join(folder, `${index}.png`);
      await writeFile(path, await encodePng(generatePart(part).image));
      images.push(path);
    }
    fleet = await connect();
    const settings = fleetSettingsSchema.parse({ ackWaitMs: 1000, maxTries: 100 });
    await setUpFleet(fleet, fleetLimitsSchema.parse({}), settings);
  });
  afterAll(async () => {
    await fleet.close();
    await server.end();
    await rm(folder, { recursive: true });
  });

  // A failed test must not leave work or workers behind for the next one.
  const endings: (() => Promise<unknown>)[] = [];
  afterEach(() => Promise.all(endings.splice(0).map((end) => end())));

  /** Fits with a number of workers, each with its own connection. */
  function spread(paths: string[], workers: number, job: FleetFitJob = {}) {
    const stop = new AbortController();
    const signals = [stop.signal, ...(job.signal === undefined ? [] : [job.signal])];
    const fitting = fitOver(paths, workers, { ...job, signal: AbortSignal.any(signals) });
    endings.push(async () => {
      stop.abort();
      await fitting.catch(() => null);
    });
    return fitting;
  }

  async function fitOver(paths: string[], workers: number, job: FleetFitJob) {
    const stop = new AbortController();
    const fleets = await Promise.all(Array.from({ length: workers }, connect));
    const working = fleets.map((own, i) =>
      FitWorker.run(
        own,
        { worker: `w${i}`, runtime: { threads: 1 }, backbones: [] },
        { signal: stop.signal },
      ),
    );
    const crew = await FleetCrew.create(fleet, job);
    try {
      return await fitByShards(paths, options, crew, job);
    } finally {
      await crew.end();
      stop.abort();
      await Promise.all(working);
      await Promise.all(fleets.map((own) => own.close()));
    }
  }

  function untilNoShardFolder(): Promise<void> {
    return until(() => readdirSync(tmpdir()).every((name) => !name.startsWith('nominal-shard-')));
  }

  async function leftovers(): Promise<string[]> {
    const streams: string[] = [];
    for await (const { config, state } of fleet.manager.streams.list()) {
      const isOfFit = config.name.includes('-fit-');
      const hasTasks = config.name === fleet.names.fits && state.messages > 0;
      if (isOfFit || hasTasks) streams.push(config.name);
    }
    return streams;
  }

  it('gives the very model of a fit here, with one worker and with two, and leaves nothing on the server', async () => {
    const here = await fit(images, options);
    const phases = new Set<string>();
    const onProgress = ({ phase }: Progress) => phases.add(phase);
    for (const workers of [1, 2]) {
      const { detector, shardRadii } = await spread(images, workers, { onProgress });
      expect(encodeModel(detector.model)).toEqual(encodeModel(here.model));
      expect(shardRadii).toHaveLength(3);
      await detector.close();
    }
    expect([...phases].sort()).toEqual(['calibrate', 'coreset', 'extract']);
    expect(await leftovers()).toEqual([]);
    await here.close();
  });

  it('ends with the error of an image that no worker can read', async () => {
    const broken = join(folder, 'broken.png');
    // Its header is intact, so that the damage shows only when it is decoded.
    await writeFile(broken, (await readFile(images[0])).subarray(0, 2000));
    await expect(spread([...images.slice(0, 15), broken], 1)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining(broken) as string,
    });
    expect(await leftovers()).toEqual([]);
  });

  it('is the same model though a worker is killed at its shard', async () => {
    const workers = await Promise.all(
      ['one', 'two'].map((name) =>
        spawnWorker(server.url, ['--fits', '--name', name, '--cache', join(folder, 'models')]),
      ),
    );
    endings.push(...workers.map(({ kill }) => kill));
    const out = join(folder, 'spread.nominal');
    const flags = ['--resize', '80x96', '--dimension', '96', '--coreset-ratio', '0.2'];
    const fitting = spawnNominal([
      ...['fit', ...images, '--out', out, '--json', '--nats', server.url],
      ...['--shard-images', '10', ...flags],
    ]);
    endings.push(() => fitting.catch(() => null));
    await until(() => workers[0].output().includes('reduces shard'));
    await workers[0].kill();
    const run = await fitting;
    expect(run.err).toBe('');
    expect(run.exitCode).toBe(0);
    const here = await fit(images, options);
    expect(await readFile(out)).toEqual(Buffer.from(encodeModel(here.model)));
    const [{ shardRadii, coveringRadius }] = run.out
      .split('\n')
      .filter((line) => line.includes('"fitted"'))
      .map((line) => JSON.parse(line) as { shardRadii: number[]; coveringRadius: number });
    expect(shardRadii).toHaveLength(3);
    expect(coveringRadius).toBe(here.model.coveringRadius);
    expect(await workers[1].stop()).toBe(0);
    // The process that the killed worker left behind removes the worker's files.
    await untilNoShardFolder();
    expect(await leftovers()).toEqual([]);
    await here.close();
  });

  it('says that no worker takes fits', async () => {
    await expect(spread(images, 0, { silenceMs: 1500 })).rejects.toMatchObject({
      code: 'FLEET_TIMEOUT',
    });
    expect(await leftovers()).toEqual([]);
  });

  it('that is cancelled leaves nothing behind, neither there nor here', async () => {
    const controller = new AbortController();
    const job: FleetFitJob = {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    };
    await expect(spread(images, 1, job)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await leftovers()).toEqual([]);
    await untilNoShardFolder();
  });
});

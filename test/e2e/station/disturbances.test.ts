import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync } from 'node:fs';
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Inspection, Job, Product } from '../../../packages/station/src/web/types.ts';
import { script } from '../nominalScript.ts';
import { hasNats, type NatsServer, startNats } from '../fleet/natsServer.ts';
import { type SpawnedWorker, spawnWorker } from '../fleet/spawnWorker.ts';
import { setUpTestFleet } from '../fleet/testFleet.ts';
import { type SpawnedStation, spawnStation } from './spawnStation.ts';
import { call, createProduct, ended, partPng } from './testStation.ts';
import { freePorts } from '../../freePorts.ts';

// A busy machine must not fail these tests.
vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 180_000 });

/** Rounds of each disturbance; `NOMINAL_KILLS=10` for the full proof, which takes minutes. */
const TIMES = Number(process.env.NOMINAL_KILLS ?? 1);
/** File for the figures, one line per disturbance; `node bench/station/kills.mjs` makes a page of them. */
const FIGURES = process.env.NOMINAL_KILLS_FIGURES;
const PATIENCE = { timeout: 120_000, interval: 100 };

const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));
const faketime = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mountsHere();

describe.skipIf(mosquitto === undefined)(
  'whatever happens, nothing is lost or decided twice (skipped without Mosquitto)',
  () => {
    let template = '';
    let folder = '';
    let data = '';
    let images = '';
    let product: Product;
    let brokerPort = 0;
    let broker: ChildProcess;
    let client: MqttClient;
    let hooks: Server;
    let hookPort = 0;
    let refuseHooks = false;
    /** Ids of decisions that reached the receivers. */
    const told = { hook: new Set<number>(), topic: new Set<number>() };
    let station: SpawnedStation;
    let started: string[] = [];
    /** SHA-256 of each image that was sent and accepted: each must have one decision. */
    let taken = new Set<string>();
    let count = 0;

    beforeAll(async () => {
      template = await mkdtemp(join(tmpdir(), 'nominal-template-'));
      const first = await spawnStation(template);
      product = await createProduct(first.ask, 'tile');
      await first.stop();
      [brokerPort] = await freePorts(1);
      hooks = createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (text: string) => (body += text));
        request.on('end', () => {
          if (!refuseHooks) told.hook.add((JSON.parse(body) as Inspection).id);
          response.writeHead(refuseHooks ? 503 : 204).end();
        });
      });
      await new Promise<void>((done) => hooks.listen(0, '127.0.0.1', done));
      hookPort = (hooks.address() as AddressInfo).port;
    });
    afterAll(async () => {
      hooks.close();
      await rm(template, { recursive: true });
    });

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-disturbed-'));
      data = join(folder, 'data');
      images = join(folder, 'in');
      taken = new Set();
      refuseHooks = false;
      for (const ids of Object.values(told)) ids.clear();
      await writeFile(
        join(folder, 'mosquitto.conf'),
        `listener ${brokerPort} 127.0.0.1
allow_anonymous true
persistence true
persistence_location ${folder}/
user root
`,
      );
      startBroker();
      client = await vi.waitFor(
        () => mqtt.connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { reconnectPeriod: 100 }),
        PATIENCE,
      );
      client.on('error', () => undefined);
      client.on('message', (_topic, body) => {
        told.topic.add((JSON.parse(body.toString()) as Inspection).id);
      });
      await client.subscribeAsync('nominal/tile/verdict', { qos: 1 });
    });
    afterEach(async () => {
      await end();
      await client.endAsync(true);
      await stopBroker();
      await rm(folder, { recursive: true });
    });

    function startBroker(): void {
      broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    }

    async function stopBroker(): Promise<void> {
      if (broker.exitCode !== null || broker.signalCode !== null) return;
      const gone = new Promise((resolve) => broker.once('exit', resolve));
      broker.kill('SIGTERM');
      await gone;
    }

    /** Starts a station on the data folder, which has a fitted product, with all sources and sinks. */
    async function start(more: object = {}, env: NodeJS.ProcessEnv = {}): Promise<void> {
      const url = `mqtt://127.0.0.1:${brokerPort}`;
      const config = join(folder, 'station.json');
      await writeFile(
        config,
        JSON.stringify({
          inspectThreads: 1,
          sources: [
            {
              kind: 'folder',
              name: 'line-1',
              product: 'tile',
              folder: images,
              intervalMs: 50,
              settleMs: 100,
            },
            { kind: 'mqtt', name: 'line-2', product: 'tile', url, topic: 'cam' },
          ],
          sinks: [
            {
              kind: 'webhook',
              name: 'mes',
              url: `http://127.0.0.1:${hookPort}/`,
              secret: 'a secret that both sides know',
              retryMs: 200,
            },
            { kind: 'mqtt', name: 'plc', url, retryMs: 200 },
          ],
          ...more,
        }),
      );
      started = ['--config', config];
      station = await spawnStation(data, started, env);
    }

    async function end(): Promise<void> {
      if (started.length > 0) await station.kill();
      started = [];
    }

    const nextPart = () => partPng(1000 + count++);
    const shaOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

    /** A camera moves a complete file into the watched folder. @returns its name. */
    async function dropFile(): Promise<string> {
      const bytes = await nextPart();
      const name = `part-${count}.png`;
      await writeFile(join(folder, name), bytes);
      await rename(join(folder, name), join(images, name));
      taken.add(shaOf(bytes));
      return name;
    }

    /** A camera publishes an image; the broker has it when this returns. */
    async function publish(): Promise<void> {
      const bytes = await nextPart();
      await client.publishAsync('cam', bytes, { qos: 1 });
      taken.add(shaOf(bytes));
    }

    /** A camera posts an image, which is accepted if the answer is 200. @returns the status. */
    async function post(): Promise<number> {
      const bytes = await nextPart();
      const response = await station.ask(`inspect?product=${product.id}`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: new Uint8Array(bytes),
      });
      await response.arrayBuffer();
      if (response.ok) taken.add(shaOf(bytes));
      return response.status;
    }

    async function decisions(): Promise<Map<string, number[]>> {
      const response = await station.ask('inspections/export?format=jsonl');
      const found = new Map<string, number[]>();
      for (const line of (await response.text()).split('\n').filter((text) => text !== '')) {
        const { id, sha256 } = JSON.parse(line) as Inspection;
        found.set(sha256, [...(found.get(sha256) ?? []), id]);
      }
      return found;
    }

    /** Waits until every accepted image has a decision, and checks that none has two. */
    async function expectEachOnce(name: string, kills: number): Promise<void> {
      await vi.waitUntil(async () => {
        const found = await decisions().catch(() => new Map());
        return [...taken].every((sha256) => found.has(sha256));
      }, PATIENCE);
      await vi.waitUntil(async () => (await filesIn(images)).length === 0, PATIENCE);
      const found = await decisions();
      const twice = [...taken].filter((sha256) => (found.get(sha256) ?? []).length > 1);
      const lost = [...taken].filter((sha256) => !found.has(sha256));
      const ids = [...found.values()].flat();
      for (const receiver of Object.values(told))
        await vi.waitUntil(() => ids.every((id) => receiver.has(id)), PATIENCE);
      if (FIGURES !== undefined && kills > 0) {
        const figures = { name, times: TIMES, kills, images: taken.size };
        const line = { ...figures, lost: lost.length, twice: twice.length, told: ids.length };
        await appendFile(FIGURES, `${JSON.stringify(line)}\n`);
      }
      expect({ lost, twice }).toEqual({ lost: [], twice: [] });
      expect(await filesIn(join(images, 'failed'))).toEqual([]);
    }

    let heard = { by: null as SpawnedStation | null, length: 0 };
    /** Waits for a text in the output that no earlier wait has searched. */
    async function logged(text: string): Promise<void> {
      const { by, length } = heard;
      const from = by === station ? length : 0;
      await vi.waitUntil(() => station.output().slice(from).includes(text), PATIENCE);
      heard = { by: station, length: station.output().length };
    }

    it.skipIf(!canMount)(
      'a full disk: images wait, and are decided once there is room (skipped where nothing can be mounted)',
      async () => {
        await mkdir(data);
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', data]);
        try {
          await cp(template, data, { recursive: true });
          await start();
          for (let i = 0; i < TIMES; i++) {
            await fill(join(data, 'filler'));
            await dropFile();
            await publish();
            expect(await post()).toBeGreaterThanOrEqual(500);
            await logged('cannot be decided yet');
            // Every other time it is also killed on the full disk, and starts there.
            if (i % 2 === 1) {
              await station.kill();
              station = await spawnStation(data, started);
              await logged('cannot be decided yet');
            }
            expect(await filesIn(images)).toHaveLength(1);
            await rm(join(data, 'filler'));
            await expectEachOnce('full disk', i === TIMES - 1 ? TIMES : 0);
          }
        } finally {
          await end();
          execFileSync('umount', [data]);
        }
      },
    );

    it('a second station is refused, and the first goes on', async () => {
      await cp(template, data, { recursive: true });
      await start();
      const port = new URL(station.url).port;
      const other = join(folder, 'other');
      await cp(template, other, { recursive: true });
      const before = await contentsOf(other);
      for (let i = 0; i < TIMES; i++) {
        const job = await call<Job>(station.ask, 'POST', `products/${product.id}/fit`);
        let over = false;
        const cameras = Array.from({ length: 2 }, async () => {
          while (!over) expect(await post()).toBe(200);
        });
        const second = await serve(['--data', data, '--port', port]);
        expect(second).toMatchObject({ exitCode: 8 });
        expect(second.output).toContain('[STORE_IN_USE]');
        expect(second.output).toContain(`process ${station.process.pid} on `);
        // A station of another folder at the same address changes nothing there.
        expect(await serve(['--data', other, '--port', port])).toMatchObject({ exitCode: 9 });
        expect(await contentsOf(other)).toEqual(before);
        await dropFile();
        await publish();
        over = true;
        await Promise.all(cameras);
        expect(await ended(station.ask, job.id)).toMatchObject({ state: 'done', error: null });
        await expectEachOnce('second station', i === TIMES - 1 ? 2 * TIMES : 0);
      }
    });

    describe.skipIf(!hasNats)('with a fleet (skipped without nats-server)', () => {
      let nats: NatsServer;
      let worker: SpawnedWorker;
      beforeEach(async () => {
        nats = await startNats();
        await (await setUpTestFleet(nats.url)).close();
        worker = await spawnWorker(nats.url, ['--cache', join(folder, 'cache')]);
      });
      afterEach(async () => {
        await worker.kill();
        await nats.end();
      });

      it('a fleet that is away: images wait, and are decided when it is back', async () => {
        await cp(template, data, { recursive: true });
        await start({ nats: { servers: [nats.url], timeoutMs: 1000 }, fleetTimeoutMs: 5000 });
        for (let i = 0; i < TIMES; i++) {
          // On a slow machine it may come too late; then it is not accepted and does not count.
          await post();
          await nats.kill();
          await dropFile();
          await publish();
          await logged('cannot be decided yet');
          expect(await filesIn(images)).toHaveLength(1);
          await nats.start();
          await expectEachOnce('fleet away', i === TIMES - 1 ? TIMES : 0);
        }
      });
    });

    it('a broker that is down: once it is back, its images arrive and every verdict is delivered', async () => {
      await cp(template, data, { recursive: true });
      await start();
      for (let i = 0; i < TIMES; i++) {
        await publish();
        await stopBroker();
        await dropFile();
        expect(await post()).toBe(200);
        // Every other time the station is killed meanwhile.
        if (i % 2 === 1) {
          await station.kill();
          station = await spawnStation(data, started);
        }
        startBroker();
        await publish();
        await expectEachOnce('broker away', i === TIMES - 1 ? TIMES : 0);
      }
    });

    it.skipIf(faketime === undefined)(
      'a clock that is set back: what waits is not held up for it (skipped without libfaketime)',
      async () => {
        await cp(template, data, { recursive: true });
        const clock = join(folder, 'clock');
        await writeFile(clock, '+0d');
        const env = {
          LD_PRELOAD: faketime,
          FAKETIME_TIMESTAMP_FILE: clock,
          FAKETIME_NO_CACHE: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        };
        await start({}, env);
        for (let i = 1; i <= TIMES; i++) {
          refuseHooks = true;
          expect(await post()).toBe(200);
          await dropFile();
          const queued = await call<Job>(station.ask, 'POST', `products/${product.id}/fit`);
          await writeFile(clock, `-${i}d`);
          // Every other time the clock is set back while the station is down.
          if (i % 2 === 0) {
            await station.kill();
            station = await spawnStation(data, started, env);
          }
          await dropFile();
          await publish();
          expect(await post()).toBe(200);
          refuseHooks = false;
          await expectEachOnce('clock set back', i === TIMES ? TIMES : 0);
          expect(await ended(station.ask, queued.id)).toMatchObject({ state: 'done' });
        }
      },
    );

    it('a done/ folder that is removed is made again, and one part is decided once', async () => {
      await cp(template, data, { recursive: true });
      await start();
      for (let i = 0; i < TIMES; i++) {
        await rm(join(images, 'done'), { recursive: true });
        await rm(join(images, 'failed'), { recursive: true });
        // Every other time there is a file in place of the folder, and the station is killed meanwhile.
        if (i % 2 === 1) await writeFile(join(images, 'done'), '');
        const name = await dropFile();
        await publish();
        if (i % 2 === 1) {
          await logged('cannot be moved yet');
          await station.kill();
          await rm(join(images, 'done'));
          station = await spawnStation(data, started);
        }
        await mkdir(join(images, 'failed'), { recursive: true });
        await expectEachOnce('removed folder', i === TIMES - 1 ? TIMES : 0);
        expect(await filesIn(join(images, 'done'))).toContain(name);
      }
    });

    it('a file whose failure cannot be noted, or whose name leaves no room, ends nothing', async () => {
      await cp(template, data, { recursive: true });
      await start();
      const long = `${'a'.repeat(251)}.png`;
      for (let i = 0; i < 2; i++) {
        await writeFile(join(images, long), 'this is no image');
        await vi.waitUntil(async () => (await filesIn(images)).length === 0, PATIENCE);
      }
      const failed = await readdir(join(images, 'failed'));
      expect(failed.filter((name) => name.endsWith('.txt'))).toHaveLength(2);
      expect(failed.filter((name) => name.endsWith('.png'))).toHaveLength(2);
      for (const name of failed) await rm(join(images, 'failed', name));
      expect(station.process.exitCode).toBeNull();
      await dropFile();
      await expectEachOnce('odd names', 0);
    });

    it('a file rewritten during its inspection is another part, and is decided too', async () => {
      await cp(template, data, { recursive: true });
      await start();
      const inspector = execFileSync('pgrep', ['-P', String(station.process.pid)], {
        encoding: 'utf8',
      }).trim();
      process.kill(Number(inspector), 'SIGSTOP');
      const name = await dropFile();
      await vi.waitUntil(
        async () => (await (await station.ask('metrics')).text()).includes('queue_depth 1'),
        PATIENCE,
      );
      const bytes = await nextPart();
      await writeFile(join(folder, name), bytes);
      await rename(join(folder, name), join(images, name));
      taken.add(shaOf(bytes));
      process.kill(Number(inspector), 'SIGCONT');
      await expectEachOnce('written anew', 0);
    });
  },
);

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && entry.name !== 'done').map(({ name }) => name);
}

/** Sizes and times of all files below a folder, except those of its lock. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if (name.startsWith('station.')) continue;
    const { size, mtimeMs } = await stat(join(folder, name));
    contents[name] = `${size} ${mtimeMs}`;
  }
  contents['station.db'] = createHash('sha256')
    .update(await readFile(join(folder, 'station.db')))
    .digest('hex');
  return contents;
}

/** Writes until the disk is full. */
async function fill(path: string): Promise<void> {
  for (const piece of [1_048_576, 65_536, 4096]) {
    const block = Buffer.alloc(piece);
    try {
      for (;;) await appendFile(path, block);
    } catch {
      // Smaller pieces may still fit.
    }
  }
}

/** Runs a station that is expected to end by itself. */
async function serve(
  args: readonly string[],
): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(process.execPath, [script, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const read = (text: string) => (output += text);
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on('data', read);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, output };
}

function mountsHere(): boolean {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'nominal-mount-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  }
}

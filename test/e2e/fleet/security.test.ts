import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FleetClient } from '../../../packages/fleet/src/client/FleetClient.ts';
import { publishModel } from '../../../packages/fleet/src/client/publishModel.ts';
import { Fleet } from '../../../packages/fleet/src/connection/Fleet.ts';
import { natsOptionsSchema } from '../../../src/config/natsOptions.ts';
import { temporaryFolder } from '../parts.ts';
import { runNominal } from '../runNominal.ts';
import { hasNats, type NatsServer, startNatsWith } from './natsServer.ts';
import { type SpawnedWorker, spawnWorker } from './spawnWorker.ts';
import { fitTestModel, part, type TestModel } from './testFleet.ts';
import { hangMs } from '../../hangMs.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const example = fileURLToPath(new URL('../../../examples/fleet/nats.conf', import.meta.url));
const roles = ['admin', 'worker', 'station', 'camera'] as const;

describe.skipIf(!hasNats || !hasOpenssl)(
  'the example of a guarded server (skipped without nats-server or openssl)',
  () => {
    let folder = '';
    let server: NatsServer;
    let model: TestModel;
    let worker: SpawnedWorker;

    beforeAll(async () => {
      folder = await temporaryFolder();
      const keys: Record<string, string> = {};
      for (const role of roles) {
        const { out } = await runNominal('fleet', 'key', join(folder, `${role}.seed`));
        keys[`${role.toUpperCase()}_KEY`] = out.trim();
      }
      execFileSync(
        'openssl',
        [
          ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
          ...['-nodes', '-days', '2', '-subj', '/CN=localhost'],
          ...['-addext', 'subjectAltName=IP:127.0.0.1'],
          ...['-keyout', join(folder, 'server-key.pem'), '-out', join(folder, 'server-cert.pem')],
        ],
        { stdio: 'ignore' },
      );
      [server, model] = await Promise.all([
        startNatsWith(folder, await readFile(example, 'utf8'), keys),
        fitTestModel(),
      ]);
      await setUp();
    });
    afterAll(async () => {
      await worker.kill();
      await Promise.all([server.end(), model.end()]);
      await rm(folder, { recursive: true, force: true });
    });

    const flagsOf = (role: (typeof roles)[number]) => [
      ...['--nats', server.url.replace('nats:', 'tls:')],
      ...['--nats-ca', join(folder, 'server-cert.pem')],
      ...['--nats-nkey', join(folder, `${role}.seed`)],
    ];
    const connect = (role: (typeof roles)[number]) =>
      Fleet.connect(
        natsOptionsSchema.parse({
          servers: [server.url.replace('nats:', 'tls:')],
          ca: join(folder, 'server-cert.pem'),
          nkey: join(folder, `${role}.seed`),
          timeoutMs: 20_000,
        }),
        role,
      );

    async function setUp(): Promise<void> {
      const setup = await runNominal('fleet', 'setup', ...flagsOf('admin'), '--max-tries', '2');
      expect(setup).toMatchObject({ exitCode: 0, err: '' });
      const modelFile = join(model.folder, 'tile.nominal');
      const published = await runNominal(
        ...['fleet', 'publish', modelFile, '--product', 'cap'],
        ...flagsOf('admin'),
      );
      expect(published).toMatchObject({ exitCode: 0, err: '' });
      const { url } = server;
      worker = await spawnWorker(url, ['--cache', model.folder, ...flagsOf('worker')]);
    }

    it('lets each do its work: station, worker, camera', async () => {
      const fleet = await connect('station');
      await publishModel(fleet, 'tile', { bytes: model.bytes, falseRejectRate: 0.02 });
      const client = await FleetClient.open(fleet);
      const image = await part(20);
      const large = Buffer.concat([image, Buffer.alloc(2 ** 20)]);
      for (const bytes of [image, large]) {
        const { outcome } = await client.inspect({ product: 'tile', image: bytes }, hangMs);
        expect(outcome.judgement.verdict).toBe('nominal');
      }
      const camera = await connect('camera');
      camera.connection.publish(fleet.names.requestSubject('normal', 'cap'), image);
      await camera.connection.flush();
      const admin = await connect('admin');
      await vi.waitUntil(async () => {
        const { state } = await admin.manager.streams.info(admin.names.results);
        return state.messages === 3;
      }, hangMs);
      const { workers } = JSON.parse(
        (await runNominal('fleet', 'status', ...flagsOf('admin'), '--json')).out,
      ) as { workers: unknown[] };
      expect(workers).toHaveLength(1);
      await client.close();
      await Promise.all([fleet.close(), camera.close(), admin.close()]);
    });

    it('denies roles what is not theirs, and says so', async () => {
      const camera = await connect('camera');
      const other = camera.streams.publish(camera.names.requestSubject('normal', 'tile'), 'x');
      await expect(other).rejects.toThrow(/permission/i);
      await camera.close();
      for (const role of ['worker', 'camera'] as const) {
        const fleet = await connect(role);
        await expect(
          publishModel(fleet, 'tile', { bytes: model.bytes, falseRejectRate: null }),
        ).rejects.toMatchObject({ code: 'FLEET_DENIED' });
        await fleet.close();
      }
      const setup = await runNominal('fleet', 'setup', ...flagsOf('station'));
      expect(setup.exitCode).toBe(11);
      expect(setup.err).toContain('FLEET_DENIED');
    });

    it('takes no connection without TLS or with another key', async () => {
      const stranger = join(folder, 'stranger.seed');
      await runNominal('fleet', 'key', stranger);
      const options = flagsOf('admin').map((flag) => (flag.endsWith('.seed') ? stranger : flag));
      const denied = await runNominal('fleet', 'status', ...options);
      expect(denied.err).toContain('FLEET_DENIED');
      const unknown = flagsOf('admin').filter((_, i) => i !== 2 && i !== 3);
      const mistrusted = await runNominal('fleet', 'status', ...unknown);
      expect(mistrusted.exitCode).toBe(11);
    });
  },
);

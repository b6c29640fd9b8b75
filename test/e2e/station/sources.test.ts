import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Inspection,
  Sink,
  Source,
  TestMessage,
  TestPicture,
} from '../../../packages/station/src/web/types.ts';
import { call, createProduct, partPng, startTestStation, type TestStation } from './testStation.ts';
import { hangMs } from '../../hangMs.ts';
import { freePorts } from '../../freePorts.ts';

const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));

interface Hook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const SECRET = 'a secret that both sides know';

describe.skipIf(mosquitto === undefined)('sources and sinks (skipped without Mosquitto)', () => {
  let folder = '';
  let station: TestStation;
  let broker: ChildProcess;
  let client: MqttClient;
  let server: Server;
  const hooks: Hook[] = [];
  let brokerUrl = '';
  const log: string[] = [];
  const messages: { topic: string; body: string }[] = [];
  /** Number of refusals before the receiver accepts a message. */
  let refusals = 2;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-sources-'));
    await mkdir(join(folder, 'shots'));
    const [port] = await freePorts(1);
    const config = `listener ${port} 127.0.0.1\nallow_anonymous true\n`;
    await writeFile(join(folder, 'mosquitto.conf'), config);
    broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    const url = `mqtt://127.0.0.1:${port}`;
    brokerUrl = url;
    client = await mqtt.connectAsync(url, { reconnectPeriod: 100 });
    client.on('message', (topic, payload) => {
      messages.push({ topic, body: payload.toString() });
    });
    await client.subscribeAsync('nominal/#', { qos: 1 });
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        if (refusals-- > 0) response.writeHead(503).end();
        else {
          hooks.push({ headers: request.headers, body });
          response.writeHead(204).end();
        }
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const hookPort = (server.address() as AddressInfo).port;
    const product = 'tile';
    station = await startTestStation(
      {
        sources: [
          {
            kind: 'folder',
            name: 'line-1',
            product,
            folder: join(folder, 'in'),
            intervalMs: 50,
            settleMs: 300,
          },
          { kind: 'mqtt', name: 'line-2', product, url, topic: 'cam/2' },
          {
            kind: 'mqtt',
            name: 'line-3',
            product,
            url,
            topic: 'cam/3',
            payload: 'path',
            root: join(folder, 'shots'),
          },
        ],
        sinks: [
          {
            kind: 'webhook',
            name: 'mes',
            url: `http://127.0.0.1:${hookPort}/`,
            secret: SECRET,
            verdicts: ['anomalous'],
            retryMs: 50,
          },
          { kind: 'mqtt', name: 'plc', url },
        ],
      },
      { write: (line) => log.push(line) },
    );
    await createProduct(station.ask, product);
  });
  afterAll(async () => {
    await station.end();
    await client.endAsync();
    server.close();
    broker.kill();
    await rm(folder, { recursive: true });
  });

  async function decisionOf(source: string, name: string): Promise<Inspection> {
    const deadline = Date.now() + hangMs;
    while (Date.now() < deadline) {
      const path = `inspections?source=${source}`;
      const page = await call<{ inspections: Inspection[] }>(station.ask, 'GET', path);
      const found = page.inspections.find((inspection) => inspection.name === name);
      if (found !== undefined) return found;
      await delay(50);
    }
    throw new RangeError(`no decision on ${name} from ${source}`);
  }

  const listed = (name: string) => readdir(join(folder, 'in', name));

  it('a file in the watched folder is inspected once it is written, and moved', async () => {
    const bytes = await partPng(70);
    const path = join(folder, 'in', 'slow.png');
    // Written in pieces, over more time than between two of the station's scans.
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 6)) {
      await appendFile(path, bytes.subarray(at, at + Math.ceil(bytes.length / 6)));
      await delay(120);
    }
    await decisionOf('line-1', 'slow.png');
    await expect.poll(() => listed('done')).toEqual(['slow.png']);
    expect(await listed('failed')).toEqual([]);
  });

  it('a file that is no image is moved aside with the reason, a name that comes again gets a number', async () => {
    await writeFile(join(folder, 'in', 'broken.png'), 'this is no image');
    await writeFile(join(folder, 'in', 'slow.png'), await partPng(71));
    await expect
      .poll(() => listed('failed'), { timeout: hangMs })
      .toEqual(['broken.png', 'broken.png.txt']);
    const reason = await readFile(join(folder, 'in/failed/broken.png.txt'), 'utf8');
    expect(reason).toContain('[IMAGE_UNREADABLE]');
    await expect
      .poll(() => listed('done'), { timeout: hangMs })
      .toEqual(['slow-1.png', 'slow.png']);
  });

  it('a file that looks like an image but cannot be read is moved aside too: no part is silently left', async () => {
    const heic = new URL('../../fixtures/images/unsupported/phone.heic', import.meta.url);
    await copyFile(fileURLToPath(heic), join(folder, 'in', 'phone.heic'));
    await expect
      .poll(() => listed('failed'))
      .toEqual(expect.arrayContaining(['phone.heic', 'phone.heic.txt']));
    const reason = await readFile(join(folder, 'in/failed/phone.heic.txt'), 'utf8');
    expect(reason).toContain('[IMAGE_UNSUPPORTED]');
  });

  it('a link whose file is away waits for it, and the log says so', async () => {
    await symlink('../later.png', join(folder, 'in', 'link.png'));
    await expect.poll(() => log.join('')).toContain('is a link that leads nowhere');
    await writeFile(join(folder, 'later.png'), await partPng(70));
    await expect.poll(() => listed('done')).toContain('link.png');
  });

  it('an image published on MQTT is inspected, and its verdict published', async () => {
    await client.publishAsync('cam/2', await partPng(72), { qos: 1 });
    const { id, verdict } = await decisionOf('line-2', 'cam/2');
    const topic = 'nominal/tile/verdict';
    await expect
      .poll(() =>
        messages
          .filter((message) => message.topic === topic)
          .map(({ body }) => JSON.parse(body) as unknown),
      )
      .toContainEqual(expect.objectContaining({ id, verdict, source: 'line-2' }));
  });

  it('a path published on MQTT is read below the root folder only', async () => {
    await writeFile(join(folder, 'shots', 'a.png'), await partPng(73));
    await writeFile(join(folder, 'secret.png'), await partPng(74));
    await client.publishAsync('cam/3', '../secret.png', { qos: 1 });
    await client.publishAsync('cam/3', join(folder, 'secret.png'), { qos: 1 });
    await client.publishAsync('cam/3', 'a.png', { qos: 1 });
    await decisionOf('line-3', 'a.png');
    const page = await call<{ inspections: Inspection[] }>(
      station.ask,
      'GET',
      'inspections?source=line-3',
    );
    expect(page.inspections.map(({ name }) => name)).toEqual(['a.png']);
    const failed = messages.filter(({ topic }) => topic === 'nominal/line-3/failed');
    expect(
      failed.map(({ body }) => (JSON.parse(body) as { error: { code: string } }).error.code),
    ).toEqual(['REQUEST_INVALID', 'REQUEST_INVALID']);
  });

  it('a webhook is sent again until it is taken, signed, and only for the verdicts asked for', async () => {
    await writeFile(join(folder, 'in', 'bad.png'), await partPng(75, 'scratch'));
    const { id, verdict } = await decisionOf('line-1', 'bad.png');
    expect(verdict).toBe('anomalous');
    await expect
      .poll(() => hooks.map(({ body }) => (JSON.parse(body) as { id: number }).id), {
        timeout: hangMs,
      })
      .toContain(id);
    for (const { headers, body } of hooks) {
      expect(JSON.parse(body)).toMatchObject({ verdict: 'anomalous', product: { name: 'tile' } });
      const [, seconds, hex] =
        /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['nominal-signature'])) ?? [];
      expect(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex')).toBe(hex);
      expect(Math.abs(Date.now() / 1000 - Number(seconds))).toBeLessThan(60);
    }
    expect(refusals).toBeLessThan(0);
  });

  it('a source that is added while the station runs is inspected from at once, shows what it sees, and is removed', async () => {
    const added = { kind: 'mqtt', name: 'line-9', product: 'tile', url: brokerUrl, topic: 'cam/9' };
    await call(station.ask, 'POST', 'sources', { ...added, username: 'line', password: 'hidden' });
    const named = async () =>
      (await call<Source[]>(station.ask, 'GET', 'sources')).find(({ name }) => name === 'line-9');
    await expect.poll(async () => (await named())?.state?.running).toBe(true);
    await client.publishAsync('cam/9', await partPng(70), { qos: 1, retain: true });
    const { id, sha256 } = await decisionOf('line-9', 'cam/9');
    const picture = await call<TestPicture>(station.ask, 'POST', 'sources/line-9/picture');
    expect(picture.name).toBe('cam/9');
    expect([...Buffer.from(picture.jpeg, 'base64').subarray(0, 2)]).toEqual([0xff, 0xd8]);
    const shown = await named();
    expect(shown).toMatchObject({
      ...{ origin: 'console', secrets: ['password'], last: { inspection: id, sha256 } },
      state: { inspected: 1, dropped: 0 },
    });
    expect(JSON.stringify(shown)).not.toContain('hidden');
    await call(station.ask, 'PATCH', 'sources/line-9', { topic: 'cam/10' });
    await client.publishAsync('cam/10', 'no image', { qos: 1, retain: true });
    await expect.poll(async () => (await named())?.state?.dropped, { timeout: hangMs }).toBe(1);
    // The broker has kept the session, but not what it was subscribed to before.
    await client.publishAsync('cam/9', await partPng(71), { qos: 1 });
    await client.publishAsync('cam/10', 'no image either', { qos: 1 });
    await expect.poll(async () => (await named())?.state?.frames, { timeout: hangMs }).toBe(2);
    expect((await named())?.state?.lastError?.code).toBe('IMAGE_UNREADABLE');
    // Nobody who looks at the line misses it.
    const shift = `products/${(await call<{ id: string }[]>(station.ask, 'GET', 'products'))[0].id}/shift`;
    expect(await call(station.ask, 'GET', shift)).toMatchObject({
      lastRefused: { source: 'line-9', code: 'IMAGE_UNREADABLE' },
    });
    await call(station.ask, 'DELETE', 'sources/line-9');
    expect(await named()).toBeUndefined();
    expect((await call<Source[]>(station.ask, 'GET', 'sources')).map(({ name }) => name)).toEqual([
      ...['line-1', 'line-2', 'line-3'],
    ]);
    for (const topic of ['cam/9', 'cam/10']) await client.publishAsync(topic, '', { retain: true });
  });

  it('a folder shows its newest image, and cannot be changed or added over HTTP', async () => {
    const picture = await call<TestPicture>(station.ask, 'POST', 'sources/line-1/picture');
    expect(picture.name).toMatch(/\.png$/);
    const statusOf = async (method: string, path: string, body: object) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method, headers, body: JSON.stringify(body) };
      return (await station.ask(path, init)).status;
    };
    expect(await statusOf('PATCH', 'sources/line-1', { folder: '/' })).toBe(409);
    const folderSource = { kind: 'folder', name: 'etc', product: 'tile', folder: '/etc' };
    expect(await statusOf('POST', 'sources', folderSource)).toBe(403);
    const paths = { ...{ kind: 'mqtt', name: 'p', product: 'tile', topic: 't' }, payload: 'path' };
    expect(await statusOf('POST', 'sources', { ...paths, url: brokerUrl, root: '/' })).toBe(403);
    const camera = { kind: 'camera', name: 'c', product: 'tile', frames: { format: 'png' } };
    expect(await statusOf('POST', 'sources', { ...camera, command: ['true'] })).toBe(403);
  });

  it('a sink that is added while the station runs takes a test message and each decision from then on', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/late?key=hidden`;
    const late = { kind: 'webhook', name: 'late', url, secret: SECRET, retryMs: 50 };
    await call(station.ask, 'POST', 'sinks', late);
    refusals = 1;
    const test = () => call<TestMessage>(station.ask, 'POST', 'sinks/late/test');
    expect(await test()).toMatchObject({
      taken: false,
      error: { reason: 'receiverRefused', details: { status: 503 } },
    });
    expect(await test()).toMatchObject({ taken: true, error: null });
    expect(JSON.parse(hooks.at(-1)?.body ?? '')).toMatchObject({ test: true, sink: 'late' });
    await client.publishAsync('cam/2', await partPng(76), { qos: 1 });
    const named = async () =>
      (await call<Sink[]>(station.ask, 'GET', 'sinks')).find(({ name }) => name === 'late');
    await expect.poll(async () => (await named())?.delivered, { timeout: hangMs }).toBe(1);
    const shown = await named();
    expect(shown).toMatchObject({ waiting: 0, failed: 0, secrets: ['secret'], origin: 'console' });
    expect(JSON.parse(shown?.lastDelivered?.message ?? '')).toMatchObject({ source: 'line-2' });
    expect(JSON.stringify(shown)).not.toMatch(/hidden|a secret that/);
    await call(station.ask, 'DELETE', 'sinks/late');
    expect(await named()).toBeUndefined();
  });
});

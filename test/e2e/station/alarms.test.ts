import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readStationConfig,
  type StationOptions,
} from '../../../packages/station/src/config/index.ts';
import { type RunningStation, startStation } from '../../../packages/station/src/startStation.ts';
import type { Alarm, LineAlarms, Product, Shift } from '../../../packages/station/src/web/types.ts';
import { freePorts } from '../../freePorts.ts';
import { call, createProduct, partPng } from './testStation.ts';

const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));

interface Message {
  readonly alarm?: { readonly id: number; readonly kind: string; readonly state: string };
  readonly product: { readonly name: string } | null;
}

describe.skipIf(mosquitto === undefined)('alarms (skipped without Mosquitto)', () => {
  let folder = '';
  let running: RunningStation;
  let options: StationOptions;
  let broker: ChildProcess;
  let client: MqttClient;
  let server: Server;
  let product: Product;
  /** Whether the receiver of the webhook refuses. */
  let isAway = false;
  const posted: Message[] = [];
  const published: { topic: string; message: Message }[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-alarms-'));
    const [port] = await freePorts(1);
    const config = `listener ${port} 127.0.0.1\nallow_anonymous true\n`;
    await writeFile(join(folder, 'mosquitto.conf'), config);
    broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    const url = `mqtt://127.0.0.1:${port}`;
    client = await mqtt.connectAsync(url, { reconnectPeriod: 100 });
    client.on('message', (topic, payload) => {
      published.push({ topic, message: JSON.parse(payload.toString()) as Message });
    });
    await client.subscribeAsync('nominal/+/alarm', { qos: 1 });
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const message = JSON.parse(body) as Message;
        if (isAway) response.writeHead(503).end();
        else {
          if (message.alarm !== undefined) posted.push(message);
          response.end();
        }
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const secret = 'a secret of the tests';
    options = {
      ...{ port: 0, inspectThreads: 1 },
      // The disk and the tests of the process are not what is looked at here.
      alarms: { line: { drift: false, rejects: false }, station: { freeDiskMib: null } },
      sinks: [
        { kind: 'webhook', name: 'mes', url: hook, secret, retryMs: 50, maxAttempts: 100 },
        { kind: 'webhook', name: 'deaf', url: hook, secret, alarms: false },
        { kind: 'mqtt', name: 'plc', url },
      ],
    };
    await start();
    product = await createProduct(ask, 'tile', { images: 8 });
  });
  afterAll(async () => {
    await running.stop();
    await client.endAsync();
    server.close();
    broker.kill();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<void> {
    running = await startStation(join(folder, 'data'), await readStationConfig(null, options));
  }

  function ask(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${running.url}/api/v1/${path}`, init);
  }

  async function inspect(count: number, image: Buffer): Promise<void> {
    for (let i = 0; i < count; i++) {
      const response = await ask(`inspect?product=${product.id}`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: new Uint8Array(image),
      });
      expect(response.status).toBe(200);
    }
  }

  const alarms = () => call<Alarm[]>(ask, 'GET', `alarms?product=${product.id}`);
  const settings = (changes: Partial<LineAlarms>) =>
    call<LineAlarms>(ask, 'PUT', `products/${product.id}/alarms`, {
      ...{ rejectsInRow: 3, rejectedShare: null, noImageS: null },
      ...{ drift: false, rejects: false, ...changes },
    });
  const states = (messages: readonly Message[]) =>
    messages.map(({ alarm, product: of }) => `${alarm?.kind} ${alarm?.state} ${of?.name}`);

  it('hold by the configuration until the console sets others, which need no restart', async () => {
    const path = `products/${product.id}/alarms`;
    expect(await call(ask, 'GET', path)).toMatchObject({ rejectsInRow: 5, drift: false });
    await settings({});
    expect(await call(ask, 'GET', path)).toMatchObject({ rejectsInRow: 3 });
    const [entry] = await call<{ action: string; target: string }[]>(ask, 'GET', 'audit?limit=1');
    expect(entry).toMatchObject({ action: 'product.setAlarms', target: product.id });
  });

  it('begin once and end once, however the station and the receiver fail meanwhile', async () => {
    const [good, bad] = [await partPng(20), await partPng(75, 'scratch')];
    await inspect(2, bad);
    isAway = true;
    await inspect(1, bad);
    await expect.poll(alarms).toMatchObject([{ kind: 'rejectsInRow', endedAt: null }]);
    await expect.poll(() => states(published.map(({ message }) => message))).toHaveLength(1);
    await running.stop();
    isAway = false;
    await start();
    await expect.poll(() => states(posted)).toEqual(['rejectsInRow raised tile']);
    // The run goes on over the restart, and is no new alarm.
    await inspect(2, bad);
    await inspect(2, good);
    expect(await alarms()).toMatchObject([{ kind: 'rejectsInRow', endedAt: null }]);
    await inspect(1, good);
    await expect
      .poll(() => states(posted))
      .toEqual(['rejectsInRow raised tile', 'rejectsInRow ended tile']);
    await expect
      .poll(() => states(published.map(({ message }) => message)))
      .toEqual(['rejectsInRow raised tile', 'rejectsInRow ended tile']);
    expect(published[0].topic).toBe('nominal/tile/alarm');
    expect(posted[0].alarm?.id).toBe(posted[1].alarm?.id);
  });

  it('stay open until a person has acknowledged them, whose name is kept', async () => {
    const open = () => call<Alarm[]>(ask, 'GET', 'alarms?open=true');
    const [{ id }] = await open();
    const seen = await call<Alarm>(ask, 'POST', `alarms/${id}/acknowledge`);
    expect(seen).toMatchObject({ acknowledgedBy: 'local' });
    expect(await call<Alarm>(ask, 'POST', `alarms/${id}/acknowledge`)).toEqual(seen);
    expect(await open()).toEqual([]);
    expect(await alarms()).toEqual([seen]);
    expect((await ask('alarms/999/acknowledge', { method: 'POST' })).status).toBe(404);
  });

  it('tell that no image comes, and end with the next', async () => {
    await settings({ noImageS: 2 });
    await expect.poll(alarms).toMatchObject([{ kind: 'noImage', endedAt: null }, {}]);
    const metrics = await (await ask('metrics')).text();
    expect(metrics).toContain('nominal_alarm_standing{kind="noImage",product="tile"} 1');
    expect(metrics).toContain('nominal_alarms_total{kind="noImage",product="tile"} 1');
    await settings({ noImageS: 60 });
    await expect
      .poll(async () => (await alarms())[0])
      .toMatchObject({ kind: 'noImage', endedAt: expect.any(String) as string });
    expect(await (await ask('metrics')).text()).not.toContain('nominal_alarm_standing{');
  });

  it('of the station have no product, and a topic of their own', async () => {
    await call(ask, 'PUT', 'alarms/settings', { queueLength: null, freeDiskMib: 2 ** 30 });
    await expect
      .poll(() => published.map(({ topic, message }) => `${topic} ${message.alarm?.kind}`))
      .toContain('nominal/station/alarm disk');
    await call(ask, 'PUT', 'alarms/settings', { queueLength: 100, freeDiskMib: null });
    await expect.poll(async () => (await alarms())[0].endedAt).not.toBeNull();
  });

  it('leave counters of the shift that outlive a restart, and are set back by hand', async () => {
    const shift = () => call<Shift>(ask, 'GET', `products/${product.id}/shift`);
    expect(await shift()).toMatchObject({ nominal: 3, anomalous: 5, problem: null });
    await running.stop();
    await start();
    expect(await shift()).toMatchObject({ nominal: 3, anomalous: 5 });
    await call(ask, 'POST', `products/${product.id}/shift`);
    expect(await shift()).toMatchObject({ nominal: 0, anomalous: 0 });
    const [entry] = await call<{ action: string; details: object }[]>(ask, 'GET', 'audit?limit=1');
    expect(entry).toMatchObject({
      action: 'product.resetShift',
      details: { nominal: 3, anomalous: 5 },
    });
  });
});

import { connect } from 'node:net';
import process from 'node:process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createServer } from '../../../packages/station/src/api/createServer.ts';
import { readStationConfig } from '../../../packages/station/src/config/index.ts';
import { Station } from '../../../packages/station/src/Station.ts';
import type { Inspection, Job, Product } from '../../../packages/station/src/web/types.ts';
import { spawnStation } from './spawnStation.ts';
import {
  call,
  createProduct,
  ended,
  partPng,
  startTestStation,
  type TestStation,
} from './testStation.ts';
import { hangMs } from '../../hangMs.ts';

const send = (ask: TestStation['ask'], product: Product, bytes: Buffer) =>
  ask(`inspect?product=${product.id}`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(bytes),
  });

describe('a station under strain', () => {
  let station: TestStation;
  let product: Product;

  beforeEach(async () => {
    station = await startTestStation({ maxQueuedImages: 2 });
    product = await createProduct(station.ask, 'tile');
  });
  afterEach(() => station.end());

  it('refuses images beyond its capacity with 429 and the time to wait, and takes them later', async () => {
    const bytes = await partPng(50);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => send(station.ask, product, bytes)),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    for (const answer of refused)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await send(station.ask, product, bytes)).status).toBe(200);
  });

  it('answers although the process that inspects is killed with the image in its hands', async () => {
    const bytes = await partPng(51);
    const before = station.station.queue.pid;
    if (before === undefined) throw new Error('there is no process that inspects');
    process.kill(before, 'SIGSTOP');
    const answer = send(station.ask, product, bytes);
    await vi.waitFor(() => expect(station.station.queue.depth).toBe(1), hangMs);
    process.kill(before, 'SIGKILL');
    const response = await answer;
    expect(response.status).toBe(200);
    const { inspections } = (await response.json()) as { inspections: Inspection[] };
    expect(inspections).toHaveLength(1);
    expect(station.station.queue.pid).not.toBe(before);
  });

  it('gives an image up with WORKER_FAILED that ends the process twice, and inspects the next', async () => {
    const { queue } = station.station;
    const bytes = await partPng(52);
    const answer = send(station.ask, product, bytes);
    const killed = new Set<number>();
    while (killed.size < 2) {
      // A process that has started has the image, and still has to load the model.
      if (
        queue.problem === null &&
        queue.depth === 1 &&
        queue.pid !== undefined &&
        !killed.has(queue.pid)
      ) {
        process.kill(queue.pid, 'SIGKILL');
        killed.add(queue.pid);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    const response = await answer;
    const { error } = (await response.json()) as { error: { code: string } };
    expect([response.status, error.code]).toEqual([500, 'WORKER_FAILED']);
    expect((await send(station.ask, product, bytes)).status).toBe(200);
  });
});

describe('a station short of memory for models', () => {
  it('lets one go for the other, and answers for both', async () => {
    const station = await startTestStation({ modelMemoryBytes: 2 ** 20 });
    const products = [
      await createProduct(station.ask, 'one'),
      await createProduct(station.ask, 'two'),
    ];
    const bytes = await partPng(53);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => send(station.ask, products[i % 2], bytes)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    for (const product of [...products, ...products]) {
      expect((await send(station.ask, product, bytes)).status).toBe(200);
      await vi.waitFor(
        () => expect(station.station.queue).toHaveProperty('models', [product.modelId]),
        hangMs,
      );
    }
    await station.end();
  });
});

describe('a station that starts', () => {
  it('answers /ready with 503 until work resumes, is alive meanwhile, and then answers waiting requests', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nominal-start-'));
    const station = await Station.open(folder, await readStationConfig(null, { port: 0 }));
    const server = await createServer(station);
    try {
      const url = await server.listen({ host: '127.0.0.1', port: 0 });
      const ask = (path: string) => fetch(`${url}/api/v1/${path}`);
      // Waiting for an inspecting process is tested below.
      await vi.waitFor(() => expect(station.queue.problem).toBeNull(), hangMs);
      const ready = await ask('ready');
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({
        error: { code: 'NOT_READY', message: expect.stringContaining('the station is starting') },
      });
      expect((await ask('health')).status).toBe(200);
      const products = ask('products');

      await station.start(server.log);
      expect((await ask('ready')).status).toBe(200);
      expect((await products).status).toBe(200);
    } finally {
      await server.close();
      await station.close();
      await rm(folder, { recursive: true });
    }
  });
});

describe('a station that is told to end', () => {
  // A connection kept open for the next request would exceed this limit.
  it(
    'answers the request under way and then closes its connection',
    { timeout: 60_000 },
    async () => {
      const { url, end } = await startTestStation();
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      let answer = '';
      socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      const head = [
        'POST /api/v1/products HTTP/1.1',
        `Host: ${hostname}`,
        'Expect: 100-continue',
        'Content-Type: application/json',
        'Content-Length: 2',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      // The station asks for the body, so the request is in progress.
      await vi.waitFor(() => expect(answer).toContain('100 Continue'), hangMs);
      const ended = end();
      socket.write('{}');
      await Promise.all([ended, closed]);
      expect(answer).toContain('HTTP/1.1 4');
    },
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'during a fit ends in good order at %s and fits after its next start',
    async (signal) => {
      const folder = await mkdtemp(join(tmpdir(), 'nominal-end-'));
      try {
        const station = await spawnStation(folder);
        const product = await createProduct(station.ask, 'tile', { fitted: false });
        const job = await call<Job>(station.ask, 'POST', `products/${product.id}/fit`);
        const exit = new Promise<number | null>((resolve) => station.process.once('exit', resolve));
        station.process.kill(signal);
        expect(await exit).toBe(0);

        const next = await spawnStation(folder);
        expect(await ended(next.ask, job.id)).toMatchObject({ state: 'done', error: null });
        await next.stop();
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Writable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Product } from '../../../packages/station/src/web/types.ts';
import {
  call,
  createProduct,
  formOf,
  partPng,
  startTestStation,
  type TestStation,
} from './testStation.ts';

// A busy machine must not fail these tests.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string };
}

describe('uploads to a station', () => {
  let station: TestStation;
  let product: Product;
  const sockets: Socket[] = [];
  /** Every answer with an error, to search it for paths on the disk. */
  const told: string[] = [];
  const log: string[] = [];

  beforeAll(async () => {
    station = await startTestStation(
      { maxQueuedBytes: 2 ** 20, maxImageBytes: 2 ** 19 },
      new Writable({
        write: (line: Buffer, _encoding, done) => {
          log.push(line.toString());
          done();
        },
      }),
    );
    product = await createProduct(station.ask, 'tile');
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await station.end();
  });

  /** @returns status and code of an error. */
  async function refusal(path: string, init: RequestInit): Promise<[number, string]> {
    const response = await station.ask(path, init);
    const text = await response.text();
    told.push(text);
    return [response.status, (JSON.parse(text) as ErrorAnswer).error.code];
  }

  /** A connection that has sent some bytes, and the text that comes back. */
  async function open(text: string): Promise<{ socket: Socket; answer: Promise<string> }> {
    const { hostname, port } = new URL(station.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    let answer = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      answer += piece;
    });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    await new Promise((resolve) => socket.write(text, resolve));
    const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
    return { socket, answer: closed };
  }

  /** Checks that no file of an incomplete body is left. */
  const nothingLeft = () =>
    vi.waitFor(
      async () => expect(await readdir(join(station.folder, 'images', 'incoming'))).toEqual([]),
      { timeout: 60_000 },
    );

  const head = (length: number) =>
    [
      `POST /api/v1/inspect?product=${product.id} HTTP/1.1`,
      `Host: 127.0.0.1:${new URL(station.url).port}`,
      'Content-Type: image/png',
      `Content-Length: ${length}`,
      '\r\n',
    ].join('\r\n');

  it('idle uploads keep nobody out and are ended in time, as is half a header', async () => {
    const half = await open('POST /api/v1/inspect HTTP/1.1\r\nHost: 127');
    const idle = await Promise.all(Array.from({ length: 200 }, () => open(`${head(100_000)}x`)));
    const answer = await station.ask(`inspect?product=${product.id}`, {
      method: 'POST',
      body: formOf([await partPng(40)]),
    });
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
    const answers = await Promise.all(idle.map((one) => one.answer));
    expect(new Set(answers.map((text) => text.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 408']));
    expect((await half.answer).slice(0, 12)).toBe('HTTP/1.1 408');
    await nothingLeft();
  });

  it('malformed forms are 400 REQUEST_INVALID', async () => {
    const type = (boundary: string) => ({ 'content-type': `multipart/form-data${boundary}` });
    const part = (end: string) =>
      `--b\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\n\r\nabc${end}`;
    const cases: [string, RequestInit][] = [
      ['no boundary', { headers: type(''), body: part('\r\n--b--\r\n') }],
      ['not ended', { headers: type('; boundary=b'), body: part('') }],
      ['another boundary', { headers: type('; boundary=c'), body: part('\r\n--b--\r\n') }],
      ['a head without an end', { headers: type('; boundary=b'), body: '--b\r\nContent-Dispo' }],
    ];
    for (const [what, init] of cases) {
      for (const path of [`inspect?product=${product.id}`, `products/${product.id}/images`]) {
        const got = await refusal(path, { method: 'POST', ...init });
        expect(got, what).toEqual([400, 'REQUEST_INVALID']);
      }
    }
  });

  it('too many fields or files, and too many bytes, are reported as such', async () => {
    const fields = new FormData();
    for (let i = 0; i < 50; i++) fields.append(`field${i}`, 'x');
    const path = `inspect?product=${product.id}`;
    expect(await refusal(path, { method: 'POST', body: fields })).toEqual([
      413,
      'REQUEST_TOO_LARGE',
    ]);
    const files = formOf(Array.from({ length: 201 }, () => new Uint8Array(8)));
    expect(await refusal(path, { method: 'POST', body: files })).toEqual([
      413,
      'REQUEST_TOO_LARGE',
    ]);
    const one = formOf([new Uint8Array(2 ** 19 + 1)]);
    expect(await refusal(path, { method: 'POST', body: one })).toEqual([413, 'IMAGE_TOO_LARGE']);
    // Each file is allowed, but together they exceed the limit, whatever length was announced.
    const sum = formOf(Array.from({ length: 3 }, () => new Uint8Array(2 ** 19 - 1)));
    expect(await refusal(path, { method: 'POST', body: sum })).toEqual([413, 'REQUEST_TOO_LARGE']);
    await nothingLeft();
  });

  it('JSON of any shape is answered in few words, without INTERNAL', async () => {
    const bodies = [
      '[',
      'null',
      '[]',
      '{"images":null}',
      '{"images":[null]}',
      `{"images":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `{"a":`.repeat(50_000),
      JSON.stringify({ images: Array.from({ length: 9000 }, () => ({ base64: 1 })) }),
      JSON.stringify({ images: [{ name: 'n', base64: '!'.repeat(100_000) }] }),
      JSON.stringify({ ['k'.repeat(200_000)]: 1 }),
    ];
    const paths = [
      ['POST', `inspect?product=${product.id}`],
      ['POST', `products/${product.id}/images`],
      ['POST', 'products'],
      ['PATCH', `products/${product.id}`],
    ] as const;
    for (const body of bodies) {
      for (const [method, path] of paths) {
        const headers = { 'content-type': 'application/json' };
        const response = await station.ask(path, { method, headers, body });
        const text = await response.text();
        told.push(text);
        const { error } = JSON.parse(text) as ErrorAnswer;
        expect([400, 413], `${method} ${path} ${body.slice(0, 40)}: ${text}`).toContain(
          response.status,
        );
        expect(error.code).not.toBe('INTERNAL');
        expect(text.length).toBeLessThan(4096);
      }
    }
  });

  it('names are one line, as they look', async () => {
    for (const name of ['a\nb', 'a\u001b[2Jb', 'a\u202eb', 'a\u2066b', 'a\u0000', 'a\u2028b']) {
      const body = JSON.stringify({ name });
      const headers = { 'content-type': 'application/json' };
      expect(await refusal('products', { method: 'POST', headers, body })).toEqual([
        400,
        'CONFIG_INVALID',
      ]);
    }
    for (const name of ['Schraube M6×20', '螺丝', 'نافذة', 'part 👩‍🔧']) {
      expect((await call<Product>(station.ask, 'POST', 'products', { name })).name).toBe(name);
    }
  });

  it('clients that are gone leave no trace of an error', async () => {
    for (let i = 0; i < 20; i++) {
      const { socket } = await open(`${head(1000)}x`);
      socket.resetAndDestroy();
    }
    await nothingLeft();
    expect((await station.ask('health')).status).toBe(200);
    expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  it('a picture is made once, and of a damaged image it is an error', async () => {
    const add = async (background: string) => {
      const create = { width: 3000, height: 2000, channels: 3, background } as const;
      const bytes = await sharp({ create }).png().toBuffer();
      const path = `products/${product.id}/images`;
      await station.ask(path, { method: 'POST', body: formOf([bytes]) });
      const images = await call<{ sha256: string }[]>(station.ask, 'GET', path);
      return images[images.length - 1].sha256;
    };
    const sha256 = await add('gray');
    const answers = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const response = await station.ask(`images/${sha256}?side=200`);
        return [response.status, Buffer.from(await response.arrayBuffer()).toString('base64')];
      }),
    );
    expect(new Set(answers.map(String)).size).toBe(1);
    const picture = await sharp(Buffer.from(String(answers[0][1]), 'base64')).metadata();
    expect([picture.format, picture.width, picture.height]).toEqual(['jpeg', 200, 133]);
    // A large image is decoded once, for its preview too.
    expect((await readdir(join(station.folder, 'thumbnails'))).sort()).toEqual([
      `${sha256}-1024.jpg`,
      `${sha256}-200.jpg`,
    ]);
    const damaged = await add('silver');
    await writeFile(station.station.store.images.path(damaged), 'damaged');
    expect(await refusal(`images/${damaged}?side=100`, {})).toEqual([422, 'IMAGE_UNREADABLE']);
  });

  it('an image that cannot be stored is an error of the station, not a refused image', async () => {
    const folder = join(station.folder, 'images', 'incoming');
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    const body = formOf([await partPng(41)]);
    const paths = ['products/ID/images', 'products/ID/calibrate', 'inspect?product=ID'];
    for (const path of paths.map((one) => one.replace('ID', product.id))) {
      expect(await refusal(path, { method: 'POST', body })).toEqual([507, 'OUTPUT_FAILED']);
    }
    await rm(folder);
    await mkdir(folder);
    const unreadable = formOf([Buffer.from('no image'), Buffer.from('neither')]);
    for (const path of [paths[0], paths[2]].map((one) => one.replace('ID', product.id))) {
      const response = await station.ask(path, { method: 'POST', body: unreadable });
      told.push(await response.text());
      expect(response.status).toBe(200);
    }
    const job = await call<{ id: string }>(
      (path, init) => station.ask(path, { ...init, body: unreadable, headers: {} }),
      'POST',
      `inspect?product=${product.id}&wait=false`,
    );
    await vi.waitFor(
      async () => {
        const text = await (await station.ask(`jobs/${job.id}`)).text();
        expect(text).toContain('IMAGE_UNREADABLE');
        told.push(text);
      },
      { timeout: 60_000 },
    );
  });

  it('no answer names a place on the disk of the station', () => {
    expect(told.length).toBeGreaterThan(30);
    for (const place of [station.folder, tmpdir(), homedir(), process.cwd(), '.tmp']) {
      expect(told.filter((text) => text.includes(place))).toEqual([]);
    }
  });
});

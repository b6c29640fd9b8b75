import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProduct, partPng, startTestStation, type TestStation } from './testStation.ts';

describe('access to a station', () => {
  let open: TestStation;
  let closed: TestStation;

  beforeAll(async () => {
    open = await startTestStation({ maxImageBytes: 60_000, maxImagesPerRequest: 3 });
    closed = await startTestStation({ host: '0.0.0.0' });
  });
  afterAll(async () => {
    await open.end();
    await closed.end();
  });

  const statusOf = async (station: TestStation, path: string, init?: RequestInit) => {
    const response = await station.ask(path, init);
    await response.body?.cancel();
    return response.status;
  };
  const bearer = (token: string | null) => ({ headers: { authorization: `Bearer ${token}` } });

  it('needs no token on a loopback address, and one on any other', async () => {
    expect(open.firstToken).toBeNull();
    expect(closed.firstToken).toMatch(/^nom_/);
    expect(await statusOf(open, 'products')).toBe(200);
    expect(await statusOf(closed, 'products')).toBe(401);
    expect(await statusOf(closed, 'products', bearer('nom_wrong'))).toBe(401);
    expect(await statusOf(closed, 'products', bearer(closed.firstToken))).toBe(200);
    expect(await statusOf(closed, 'health')).toBe(200);
  });

  it('allows each scope its purpose and no more', async () => {
    const { ask, firstToken } = closed;
    const admin = { authorization: `Bearer ${firstToken}`, 'content-type': 'application/json' };
    const create = async (scope: string) => {
      const body = JSON.stringify({ name: scope, scope });
      const response = await ask('tokens', { method: 'POST', headers: admin, body });
      return ((await response.json()) as { secret: string }).secret;
    };
    const review = {
      method: 'PUT',
      body: '{"review": null}',
    };
    const send = (secret: string) => ({
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    });
    const [inspect, reviewer] = [await create('inspect'), await create('review')];
    expect(await statusOf(closed, 'products', bearer(inspect))).toBe(200);
    expect(await statusOf(closed, 'inspections/1/review', { ...review, ...send(inspect) })).toBe(
      403,
    );
    expect(await statusOf(closed, 'inspections/1/review', { ...review, ...send(reviewer) })).toBe(
      404,
    );
    for (const secret of [inspect, reviewer]) {
      expect(await statusOf(closed, 'audit', bearer(secret))).toBe(403);
      const body = '{"name": "x"}';
      expect(await statusOf(closed, 'products', { method: 'POST', body, ...send(secret) })).toBe(
        403,
      );
    }
    const audit = (await (await ask('audit', bearer(firstToken))).json()) as {
      action: string;
      actor: string;
    }[];
    expect(audit.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
      'first token.create',
      'first token.create',
    ]);
  });

  it('keeps the console signed in by a cookie that scripts and other sites do not get', async () => {
    const init = (token: string | null) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    expect(await statusOf(closed, 'session', init('wrong'))).toBe(401);
    const response = await closed.ask('session', init(closed.firstToken));
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0] };
    expect(await statusOf(closed, 'products', { headers })).toBe(200);
  });

  it('refuses changes that a page of another site asks for, and names that are not its own', async () => {
    const post = { method: 'POST', body: '{"name": "x"}' };
    const json = { 'content-type': 'application/json' };
    for (const foreign of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ])
      expect(await rawStatus(open, { ...post, headers: { ...json, ...foreign } })).toBe(403);
    expect(await rawStatus(open, { method: 'GET', headers: { host: 'evil.example' } })).toBe(403);
    expect(await rawStatus(open, { method: 'GET', headers: {} })).toBe(200);
  });

  it('limits bytes, pixels and images of a request', async () => {
    const { id } = await createProduct(open.ask, 'tile', { images: 2, fitted: false });
    const path = `products/${id}/images`;
    const image = { 'content-type': 'image/png' };
    const large = new Uint8Array(80_000);
    expect(await statusOf(open, path, { method: 'POST', headers: image, body: large })).toBe(413);
    const form = new FormData();
    form.append('a', new Blob([large]), 'a.png');
    expect(await statusOf(open, path, { method: 'POST', body: form })).toBe(413);
    const many = new FormData();
    for (let i = 0; i < 4; i++)
      many.append(`f${i}`, new Blob([new Uint8Array(await partPng(i))]), 'x.png');
    expect(await statusOf(open, path, { method: 'POST', body: many })).toBe(413);
    // A small file that claims 40,000 × 40,000 pixels.
    const bomb = Buffer.from(await partPng(1));
    bomb.writeUInt32BE(40_000, 16);
    bomb.writeUInt32BE(40_000, 20);
    const response = await open.ask(path, {
      method: 'POST',
      headers: image,
      body: new Uint8Array(bomb),
    });
    const { refused } = (await response.json()) as { refused: { code: string }[] };
    expect(refused[0].code).toMatch(/^IMAGE_(TOO_LARGE|UNREADABLE)$/);
  });

  it('refuses all but tokens that were right before once an address has tried too many', async () => {
    const { secret } = (await (
      await closed.ask('tokens', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${closed.firstToken}`,
          'content-type': 'application/json',
        },
        body: '{"name": "late", "scope": "inspect"}',
      })
    ).json()) as { secret: string };
    const tried: number[] = [];
    for (let i = 0; i < 30; i++) tried.push(await statusOf(closed, 'products', bearer(`nom_${i}`)));
    expect(new Set(tried)).toEqual(new Set([401, 429]));
    expect(tried.lastIndexOf(401)).toBeLessThan(20);
    // Not even the right one is accepted, unless it was used before.
    expect(await statusOf(closed, 'products', bearer(secret))).toBe(429);
    expect(await statusOf(closed, 'products', bearer(closed.firstToken))).toBe(200);
    expect(await statusOf(closed, 'health', bearer('nom_wrong'))).toBe(200);
  });

  it('ends event streams with the token that they were opened with', async () => {
    const station = await startTestStation({ requireToken: true });
    const asAdmin = {
      authorization: `Bearer ${station.firstToken}`,
      'content-type': 'application/json',
    };
    const create = async () =>
      (await (
        await station.ask('tokens', {
          method: 'POST',
          headers: asAdmin,
          body: '{"name": "x", "scope": "inspect"}',
        })
      ).json()) as { id: string; secret: string };
    const [gone, kept] = [await create(), await create()];
    const open = (secret: string) => station.ask('events', bearer(secret));
    const streams = [await open(gone.secret), await open(kept.secret)];
    expect(station.station.streams.size).toBe(2);
    const { authorization } = asAdmin;
    const removal = { method: 'DELETE', headers: { authorization } };
    expect((await station.ask(`tokens/${gone.id}`, removal)).status).toBe(204);
    // The body is complete only because the stream has ended.
    expect(await streams[0].text()).not.toContain('event:');
    await expect.poll(() => station.station.streams.size).toBe(1);
    expect(await statusOf(station, 'events', bearer(gone.secret))).toBe(401);
    await streams[1].body?.cancel();
    await station.end();
  });

  it('takes a product by no name that turns or breaks lines', async () => {
    for (const name of ['a\nb', '\u001b[2J', 'a\u202eb', 'a\u0085b', 'a\u2028b']) {
      const body = JSON.stringify({ name });
      const headers = { 'content-type': 'application/json' };
      expect(await statusOf(open, 'products', { method: 'POST', body, headers })).toBe(400);
    }
  });

  it('never takes a path from a request', async () => {
    for (const path of [
      'images/..%2F..%2Fstation.db',
      'models/..%2F..%2Fstation.db/file',
      '..%2f..%2fpackage.json',
    ])
      expect(await statusOf(open, path)).toBeGreaterThanOrEqual(400);
    const outside = await fetch(`${open.url}/..%2f..%2fpackage.json`);
    expect(outside.status).toBeGreaterThanOrEqual(400);
    const body = JSON.stringify({ name: 'path', config: { backbone: '/etc' } });
    const headers = { 'content-type': 'application/json' };
    const response = await open.ask('products', { method: 'POST', headers, body });
    expect(response.status).toBe(403);
    for (const roi of ['/etc/passwd', 'zones.json', { path: '/etc/passwd' }]) {
      const regional = JSON.stringify({ name: 'path', config: { roi } });
      const refused = await open.ask('products', { method: 'POST', headers, body: regional });
      const { error } = (await refused.json()) as { error: { code: string; message: string } };
      expect([refused.status, error.code]).toEqual([400, 'CONFIG_INVALID']);
      expect(error.message).toContain('a path is not taken');
    }
  });

  it('sends headers that keep other pages and contents out', async () => {
    const { headers } = await fetch(open.url);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

/** Unlike fetch, this does not set Host and Origin by itself. */
function rawStatus(
  { url }: TestStation,
  { method, headers, body }: { method: string; headers: Record<string, string>; body?: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/api/v1/products`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end(body);
  });
}

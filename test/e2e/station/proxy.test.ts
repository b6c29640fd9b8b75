import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, startTestStation, type TestStation } from './testStation.ts';
import { freePorts } from '../../freePorts.ts';

// A busy machine must not fail these tests.

const hasNginx = (() => {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const newToken = JSON.stringify({ name: 'mine', scope: 'admin' });
const json = { 'content-type': 'application/json' };

describe('requests that a proxy hands on', () => {
  let station: TestStation;
  beforeAll(async () => {
    station = await startTestStation();
  });
  afterAll(() => station.end());

  it.each([
    ['forwarded', 'for=192.0.2.1'],
    ['x-forwarded-for', '192.0.2.1'],
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-host', 'station.example'],
    ['x-real-ip', '192.0.2.1'],
    ['via', '1.1 proxy'],
    ['cf-connecting-ip', '192.0.2.1'],
    ['true-client-ip', '192.0.2.1'],
    ['x-client-ip', '192.0.2.1'],
  ])('are never local: %s', async (name, value) => {
    expect(await statusOf(station, { headers: { [name]: value } })).toBe(401);
    const headers = { ...json, [name]: value };
    expect(await statusOf(station, { method: 'POST', headers, body: newToken })).toBe(401);
  });

  it('are let in with a token, by whatever name the proxy is known', async () => {
    const { secret } = await call<{ secret: string }>(station.ask, 'POST', 'tokens', {
      name: 'behind',
      scope: 'admin',
    });
    const headers = {
      'x-forwarded-for': '192.0.2.1',
      host: 'station.example',
      authorization: `Bearer ${secret}`,
    };
    expect(await statusOf(station, { headers })).toBe(200);
    expect(await statusOf(station, { headers: { host: 'station.example' } })).toBe(403);
    expect(await statusOf(station, {})).toBe(200);
  });
});

describe.skipIf(!hasNginx)('a station behind nginx (skipped without nginx)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-nginx-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives nobody rights through a proxy to which nothing but the address was said', async () => {
    const station = await startTestStation();
    const proxy = await startNginx(folder, `location / { proxy_pass ${station.url}; }`);
    const behind = { ...station, url: proxy.url };
    expect(await statusOf(behind, {})).toBe(401);
    expect(await statusOf(behind, { method: 'POST', headers: json, body: newToken })).toBe(401);
    expect((await fetch(`${proxy.url}/api/v1/health`)).status).toBe(200);
    await proxy.end();
    await station.end();
  });

  it('is used through the proxy of the documentation, with a cookie for https alone', async () => {
    const station = await startTestStation({ requireToken: true, trustProxy: ['127.0.0.1'] });
    const page = await readFile(new URL('../../../docs/access.md', import.meta.url), 'utf8');
    const [, location] = /```nginx\n(.*?)```/s.exec(page) ?? [];
    if (location === undefined) throw new Error('the page shows no nginx');
    const plain = location.replace('http://127.0.0.1:7788', station.url);
    expect(plain).not.toBe(location);
    const overTls = plain.replace('$scheme', 'https');
    const cookies: string[] = [];
    for (const block of [plain, overTls]) {
      const proxy = await startNginx(folder, block);
      expect((await fetch(`${proxy.url}/api/v1/products`)).status).toBe(401);
      const origin = block === overTls ? proxy.url.replace('http:', 'https:') : proxy.url;
      const signedIn = await fetch(`${proxy.url}/api/v1/session`, {
        method: 'POST',
        headers: { ...json, origin },
        body: JSON.stringify({ token: station.firstToken }),
      });
      expect(signedIn.status).toBe(200);
      const cookie = signedIn.headers.get('set-cookie') ?? '';
      cookies.push(cookie);
      const headers = { cookie: cookie.split(';')[0] };
      expect((await fetch(`${proxy.url}/api/v1/products`, { headers })).status).toBe(200);
      await proxy.end();
    }
    expect(cookies[0]).not.toMatch(/Secure/);
    expect(cookies[1]).toMatch(/Secure/);
    await station.end();
  });
});

/** Unlike fetch, this does not set Host by itself. */
function statusOf(
  { url }: { readonly url: string },
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/api/v1/tokens`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end(body);
  });
}

interface Proxy {
  readonly url: string;
  readonly end: () => Promise<void>;
}

/** A real nginx with one server and all of its files in the folder. */
async function startNginx(folder: string, location: string): Promise<Proxy> {
  const [port] = await freePorts(1);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
    .join('\n');
  const config = `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    worker_processes 1;
    daemon off;
    pid ${join(folder, 'pid')};
    error_log stderr error;
    events {}
    http {
      access_log off;
      ${paths}
      server { listen 127.0.0.1:${port}; ${location} }
    }`;
  const file = join(folder, 'nginx.conf');
  await writeFile(file, config);
  const child = spawn('nginx', ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${errors}`);
      await (await fetch(`${url}/api/v1/health`)).body?.cancel();
    },
    { timeout: 60_000, interval: 50 },
  );
  return { url, end: () => endProcess(child) };
}

async function endProcess(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

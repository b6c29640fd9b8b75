import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FileServer, startFileServer, startProxy } from '../../../test/fileServer.ts';
import type { Progress } from '../../progress.ts';
import { download } from './download.ts';

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 256);
const sha256 = createHash('sha256').update(content).digest('hex');

describe('download', () => {
  let root: string;
  let path: string;
  let server: FileServer;
  let count = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-download-'));
  });
  afterAll(() => rm(root, { recursive: true }));
  beforeEach(async () => {
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'])
      vi.stubEnv(name, '');
    server = await startFileServer(content);
    path = join(root, String(count++), 'weights.pth');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  const startOf = (request: { readonly range?: string | undefined } | undefined) =>
    Number(/^bytes=(\d+)-$/.exec(request?.range ?? '')?.[1] ?? 0);
  const files = () => readdir(join(path, '..'));
  const isWhole = async () => Buffer.compare(await readFile(path), content) === 0;

  it('fetches a file, checks its hash and reports its bytes', async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    expect(await download(server.url, path, { sha256, onProgress })).toBe(sha256);
    expect(await isWhole()).toBe(true);
    expect(await files()).toEqual(['weights.pth']);
    expect(seen.at(-1)).toEqual({ phase: 'download', doneBytes: 300_000, totalBytes: 300_000 });
  });

  it('gives up on a proxy that hangs up whenever it is called', async () => {
    const proxy = createServer().on('connect', (_, socket) => socket.destroy());
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
      const fetched = download('http://weights.example/w.pth', path, {
        sha256,
        idleTimeoutMs: 200,
      });
      await expect(fetched).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    } finally {
      proxy.close();
    }
  });

  it('takes up a connection that breaks where it broke', async () => {
    server.misbehaviors.push({ breakAfterBytes: 100_000 }, { breakAfterBytes: 50_000 });
    await download(server.url, path, { sha256 });
    expect(await isWhole()).toBe(true);
    // How much of what was sent had arrived when it broke is the network's affair.
    const [whole, second, third] = server.requests.map(startOf);
    expect(whole).toBe(0);
    expect(second).toBeGreaterThan(0);
    expect(second).toBeLessThanOrEqual(100_000);
    expect(third).toBeGreaterThanOrEqual(second);
    expect(server.requests[1]['if-range']).toBe('"first"');
  });

  it('keeps what arrived when it gives up, and goes on from there the next time', async () => {
    server.misbehaviors.push(...Array.from({ length: 4 }, () => ({ breakAfterBytes: 40_000 })));
    await expect(download(server.url, path, { sha256 })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
    });
    expect(existsSync(path)).toBe(false);
    await download(server.url, path, { sha256 });
    expect(await isWhole()).toBe(true);
    expect(startOf(server.requests.at(-1))).toBeGreaterThan(0);
  });

  it('does not trust a half download: a changed byte of it is found by the hash, and all is dropped', async () => {
    server.misbehaviors.push(...Array.from({ length: 4 }, () => ({ breakAfterBytes: 40_000 })));
    await expect(download(server.url, path, { sha256 })).rejects.toThrow();
    const part = await readFile(`${path}.part`);
    part[7] ^= 1;
    await writeFile(`${path}.part`, part);
    await expect(download(server.url, path, { sha256 })).rejects.toMatchObject({
      code: 'BACKBONE_INVALID',
      message: expect.stringContaining(sha256),
    });
    expect(await files()).toEqual([]);
    await download(server.url, path, { sha256 });
    expect(await isWhole()).toBe(true);
  });

  it('never uses a file with a wrong hash', async () => {
    const wrong = sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    for (const expected of [wrong, wrong.slice(0, 8)]) {
      await expect(download(server.url, path, { sha256: expected })).rejects.toMatchObject({
        code: 'BACKBONE_INVALID',
      });
      expect(await files()).toEqual([]);
    }
  });

  it('is content with the first digits of the hash where no more are known', async () => {
    expect(await download(server.url, path, { sha256: sha256.slice(0, 8) })).toBe(sha256);
  });

  it('begins anew if the file on the server is another one by now', async () => {
    server.misbehaviors.push(...Array.from({ length: 4 }, () => ({ breakAfterBytes: 40_000 })));
    await expect(download(server.url, path, { sha256 })).rejects.toThrow();
    const next = content.map((byte) => byte ^ 255);
    server.serve(next);
    const sum = createHash('sha256').update(next).digest('hex');
    await download(server.url, path, { sha256: sum });
    expect(Buffer.compare(await readFile(path), next)).toBe(0);
  });

  it('begins anew at a server that knows no parts, and with a part of which nothing is known', async () => {
    server.misbehaviors.push({ breakAfterBytes: 100_000 }, { ignoresRanges: true });
    await download(server.url, path, { sha256 });
    expect(await isWhole()).toBe(true);
    await rm(path);
    await writeFile(`${path}.part`, 'something else');
    await download(server.url, path, { sha256 });
    expect(await isWhole()).toBe(true);
  });

  it('says what the server answered, and does not ask again after a refusal', async () => {
    server.misbehaviors.push({ status: 404 });
    await expect(download(server.url, path, { sha256 })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('404'),
    });
    expect(server.requests.length).toBe(1);
    server.misbehaviors.push({ status: 503 });
    await download(server.url, path, { sha256 });
    expect(await isWhole()).toBe(true);
  });

  it('gives a silent connection up and takes the file up again', async () => {
    server.misbehaviors.push({ silentAfterBytes: 100_000 });
    await download(server.url, path, { sha256, idleTimeoutMs: 300 });
    expect(await isWhole()).toBe(true);
    expect(server.requests.length).toBe(2);
  });

  it('says in plain words that nobody answers', async () => {
    const { url } = server;
    await server.close();
    await expect(download(url, path, { sha256 })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringMatching(/refused connection.*--mirror/s),
    });
    await expect(
      download('http://no-such-host.invalid/weights.pth', path, { sha256 }),
    ).rejects.toMatchObject({ message: expect.stringContaining('offline') });
  });

  it('stops when it is cancelled and keeps what arrived', async () => {
    const cancellation = new AbortController();
    server.misbehaviors.push({ silentAfterBytes: 100_000 });
    const onProgress = () => cancellation.abort();
    await expect(
      download(server.url, path, { sha256, signal: cancellation.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(existsSync(path)).toBe(false);
    await download(server.url, path, { sha256 });
    expect(await isWhole()).toBe(true);
    expect(server.requests.at(-1)?.range).toMatch(/^bytes=\d+-$/);
  });

  it('goes through the proxy that the environment names, and past it where told so', async () => {
    const proxy = await startProxy();
    try {
      vi.stubEnv('http_proxy', proxy.url);
      vi.stubEnv('no_proxy', '');
      await download(server.url, path, { sha256 });
      expect(proxy.tunnels).toEqual([server.url.replace('http://', '')]);
      expect(await isWhole()).toBe(true);
      await rm(path);
      vi.stubEnv('no_proxy', '127.0.0.1');
      await download(server.url, path, { sha256 });
      expect(proxy.tunnels.length).toBe(1);
    } finally {
      await proxy.close();
    }
  });
});

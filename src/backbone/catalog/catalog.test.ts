import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FileServer, startFileServer } from '../../../test/fileServer.ts';
import { architectures } from '../importers/weights/index.ts';
import { resolveBackbone } from '../resolveBackbone.ts';
import { addBackbone } from './addBackbone.ts';
import { catalog } from './catalog.ts';
import { listBackbones } from './listBackbones.ts';
import { pullBackbone } from './pullBackbone.ts';
import { removeBackbone } from './removeBackbone.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../test/fixtures/backbones/${name}`, import.meta.url));

describe('the catalog', () => {
  it('names an architecture, a license, a page and a plausible hash for every entry', () => {
    for (const [name, entry] of Object.entries(catalog)) {
      expect(Object.keys(architectures), name).toContain(entry.architecture);
      expect(entry.license.length * entry.page.length, name).toBeGreaterThan(0);
      expect(entry.sha256 ?? '0'.repeat(64), name).toMatch(/^([0-9a-f]{8}|[0-9a-f]{64})$/);
      // Where the file's name carries the first digits, the sum must begin with them.
      const digits = /-([0-9a-f]{8})\.pth$/.exec(entry.file)?.[1] ?? '';
      expect((entry.sha256 ?? '').startsWith(digits), name).toBe(true);
    }
  });
});

describe('added backbones', () => {
  let home: string;
  const weights = fixture('resnet18/weights.pth');
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'nominal-home-'));
    vi.stubEnv('NOMINAL_HOME', home);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  });

  it('are found by their names, with what their manifests say', async () => {
    await addBackbone(weights, { name: 'thin', architecture: 'resnet18' });
    const { manifest, modelPath } = await resolveBackbone('thin');
    expect(manifest.taps.map(({ name, stride }) => [name, stride])).toEqual([
      ['layer2', 8],
      ['layer3', 16],
    ]);
    const bytes = await readFile(modelPath);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(manifest.sha256);
    const sum = createHash('sha256')
      .update(await readFile(weights))
      .digest('hex');
    expect(manifest.build).toMatchObject({ sourceSha256: sum, architecture: 'resnet18' });
    expect((await listBackbones())[1]).toMatchObject({ name: 'thin', state: 'ready' });
  });

  it('are not replaced unless that is asked for, nor is a shipped one', async () => {
    const options = { name: 'thin', architecture: 'resnet18' as const };
    await addBackbone(weights, options);
    await expect(addBackbone(weights, options)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await addBackbone(weights, { ...options, replace: true });
    for (const name of ['movenet-lightning', '../outside', '.hidden', 'a/b', '']) {
      await expect(addBackbone(weights, { ...options, name })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
      });
    }
  });

  it('leave nothing behind when the import fails or is cancelled', async () => {
    const cancellation = new AbortController();
    cancellation.abort();
    const { signal } = cancellation;
    const options = { name: 'thin', architecture: 'resnet18' as const };
    await expect(addBackbone(weights, { ...options, signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    const late = new AbortController();
    const onProgress = () => late.abort();
    await expect(
      addBackbone(weights, { ...options, signal: late.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readdir(join(home, 'backbones'))).toEqual([]);
  });

  it('need the hash that the user or the catalog names', async () => {
    const options = { name: 'thin', architecture: 'resnet18' as const };
    await expect(
      addBackbone(weights, { ...options, sha256: '0'.repeat(64) }),
    ).rejects.toMatchObject({ code: 'BACKBONE_INVALID' });
    const named = join(home, catalog.resnet18.file);
    await copyFile(weights, named);
    await expect(addBackbone(named)).rejects.toMatchObject({
      code: 'BACKBONE_INVALID',
      message: expect.stringContaining('f37072fd'),
    });
  });

  it('come from files that were put among the downloads by hand, and say where these belong', async () => {
    await expect(addBackbone('resnet34')).rejects.toMatchObject({
      code: 'BACKBONE_NOT_FOUND',
      message: expect.stringContaining(join(home, 'downloads', catalog.resnet34.file)),
    });
    await expect(addBackbone('dinov3_vits16')).rejects.toThrow(/Accept the license/);
    await mkdir(join(home, 'downloads'));
    await copyFile(weights, join(home, 'downloads', catalog.resnet34.file));
    expect((await listBackbones()).find(({ name }) => name === 'resnet34')?.state).toBe(
      'downloaded',
    );
    const sha256 = createHash('sha256')
      .update(await readFile(weights))
      .digest('hex');
    await addBackbone('resnet34', { sha256 });
    expect((await resolveBackbone('resnet34')).manifest.build?.architecture).toBe('resnet34');
  });

  it('are refused from a file that is no network', async () => {
    const path = join(home, 'resnet18.pth');
    await writeFile(path, 'hello, this is no network at all');
    await expect(addBackbone(path)).rejects.toMatchObject({ code: 'BACKBONE_INVALID' });
    await expect(addBackbone(join(home, 'none.pth'))).rejects.toMatchObject({
      code: 'BACKBONE_NOT_FOUND',
    });
  });

  it('are removed with what was fetched for them, and nothing else is', async () => {
    await addBackbone(weights, { name: 'thin', architecture: 'resnet18' });
    expect(await removeBackbone('thin')).toEqual([join(home, 'backbones', 'thin')]);
    for (const name of ['thin', '..', '../backbones', 'resnet18']) {
      await expect(removeBackbone(name)).rejects.toMatchObject({ code: 'BACKBONE_NOT_FOUND' });
    }
    await expect(removeBackbone('movenet-lightning')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  describe('pulled from a server', () => {
    let server: FileServer;
    let sha256: string;
    beforeEach(async () => {
      const content = await readFile(weights);
      sha256 = createHash('sha256').update(content).digest('hex');
      server = await startFileServer(content);
    });
    afterEach(() => server.close());

    it('are fetched from the mirror once, imported, and used from then on', async () => {
      const options = { mirror: `${server.url}/weights/`, sha256 };
      const { manifest } = await pullBackbone('resnet18', options);
      expect(manifest).toMatchObject({ name: 'resnet18', license: catalog.resnet18.license });
      await removeBackbone('resnet18');
      await pullBackbone('resnet18', options);
      await pullBackbone('resnet18', { ...options, replace: true });
      expect(server.requests.length).toBe(2);
      expect(existsSync(join(home, 'downloads', catalog.resnet18.file))).toBe(true);
    });

    it('are not used with another hash than the catalog has, nor kept', async () => {
      await expect(pullBackbone('resnet18', { mirror: server.url })).rejects.toMatchObject({
        code: 'BACKBONE_INVALID',
      });
      expect(await readdir(join(home, 'downloads'))).toEqual([]);
      expect(existsSync(join(home, 'backbones'))).toBe(false);
    });

    it('cannot be pulled without a license accepted, or without being in the catalog', async () => {
      for (const name of ['dinov3_vitb16', 'alexnet']) {
        await expect(pullBackbone(name)).rejects.toMatchObject({ code: 'BACKBONE_NOT_FOUND' });
      }
    });
  });
});

import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveBackbone } from '../resolveBackbone.ts';
import { buildBackbone, findDependency } from './buildBackbone.ts';
import { movenetLightning } from './movenetLightning.ts';

const dependency = findDependency(movenetLightning.dependency);

describe.skipIf(dependency === undefined)(
  'buildBackbone (skipped without @vladmandic/human)',
  () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-build-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('writes a backbone that resolves, and only that', async () => {
      expect(await buildBackbone(movenetLightning, dependency, folder)).toBe('built');
      expect((await readdir(folder)).sort()).toEqual(['manifest.json', 'model.onnx']);
      const { manifest, readGraph } = await resolveBackbone(folder);
      expect((await readGraph()).graph.node.length).toBeGreaterThan(20);
      expect(manifest.taps).toContainEqual({ name: 'block_6_expand', channels: 192, stride: 8 });
      expect(manifest.taps).toContainEqual({ name: 'block_10_expand', channels: 384, stride: 16 });
    });

    it('builds again only when stale', async () => {
      await buildBackbone(movenetLightning, dependency, folder);
      const { mtimeMs } = await stat(join(folder, 'model.onnx'));
      expect(await buildBackbone(movenetLightning, dependency, folder)).toBe('current');
      expect((await stat(join(folder, 'model.onnx'))).mtimeMs).toBe(mtimeMs);
      await writeFile(join(folder, 'model.onnx'), 'damaged');
      expect(await buildBackbone(movenetLightning, dependency, folder)).toBe('built');
    });

    it('needs the dependency only where nothing is built', async () => {
      await expect(buildBackbone(movenetLightning, undefined, folder)).rejects.toMatchObject({
        code: 'BACKBONE_NOT_FOUND',
      });
      await buildBackbone(movenetLightning, dependency, folder);
      expect(await buildBackbone(movenetLightning, undefined, folder)).toBe('current');
    });
  },
);

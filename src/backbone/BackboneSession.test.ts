import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../core/random/index.ts';
import { type BackboneOptions, BackboneSession } from './BackboneSession.ts';
import { buildBackbone, findDependency } from './build/buildBackbone.ts';
import { movenetLightning } from './build/movenetLightning.ts';

const dependency = findDependency(movenetLightning.dependency);

function randomImages(batch: number, height: number, width: number): Float32Array {
  const random = new Random(3);
  return Float32Array.from({ length: batch * 3 * height * width }, () => random.gaussian());
}

describe.skipIf(dependency === undefined)(
  'BackboneSession with the default backbone (skipped without @vladmandic/human)',
  () => {
    let folder: string;
    const opened: BackboneSession[] = [];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-session-'));
      await buildBackbone(movenetLightning, dependency, folder);
    });
    afterAll(async () => {
      for (const session of opened) await session.close();
      await rm(folder, { recursive: true });
    });
    async function open(options: Partial<BackboneOptions> = {}): Promise<BackboneSession> {
      const session = await BackboneSession.open({ backbone: folder, ...options });
      opened.push(session);
      return session;
    }

    it('yields one row per cell of the stride-8 grid', async () => {
      const session = await open();
      const { features, gridHeight, gridWidth } = await session.extract(
        randomImages(2, 64, 96),
        2,
        64,
        96,
      );
      expect([gridHeight, gridWidth, features.rows]).toEqual([8, 12, 2 * 8 * 12]);
      expect([features.columns, session.dimension]).toEqual([1024, 1024]);
      expect(session.taps).toEqual(['block_6_expand', 'block_10_expand']);
    });

    it.each([
      ['adaptive' as const, 224, 224],
      ['adaptive' as const, 97, 131],
      ['average' as const, 97, 131],
    ])(
      'gives the same bits on 1 and 2 threads and in any batch: %s, %i x %i',
      async (pooling, height, width) => {
        const images = randomImages(3, height, width);
        const size = 3 * height * width;
        const [one, two] = [await open({ pooling }), await open({ pooling, threads: 2 })];
        const together = await one.extract(images, 3, height, width);
        const threaded = await two.extract(images, 3, height, width);
        expect(
          Buffer.compare(bytesOf(threaded.features.data), bytesOf(together.features.data)),
        ).toBe(0);
        for (let image = 0; image < 3; image++) {
          const alone = await two.extract(
            images.slice(image * size, (image + 1) * size),
            1,
            height,
            width,
          );
          const rows = alone.features.rows;
          const part = together.features.slice(image * rows, (image + 1) * rows);
          expect(Buffer.compare(bytesOf(alone.features.data), bytesOf(part.data))).toBe(0);
        }
      },
    );

    it('taps any tensor of the graph', async () => {
      const session = await open({ taps: ['block_4_add/add'], pooling: 'average' });
      const { features, gridHeight } = await session.extract(randomImages(1, 64, 64), 1, 64, 64);
      expect([gridHeight, features.columns]).toEqual([8, 32]);
    });

    it('names a tap that does not exist', async () => {
      await expect(open({ taps: ['block_99'] })).rejects.toMatchObject({
        code: 'BACKBONE_INVALID',
        details: { tap: 'block_99' },
      });
    });

    it('refuses a file that is no network although its checksum fits', async () => {
      const broken = await mkdtemp(join(folder, 'broken-'));
      const text = 'not a network';
      const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
      manifest.sha256 = createHash('sha256').update(text).digest('hex');
      await writeFile(join(broken, 'manifest.json'), JSON.stringify(manifest));
      await writeFile(join(broken, 'model.onnx'), text);
      await expect(open({ backbone: broken })).rejects.toMatchObject({ code: 'BACKBONE_INVALID' });
    });

    it('refuses an input whose length does not fit', async () => {
      const session = await open();
      await expect(session.extract(new Float32Array(5), 1, 32, 32)).rejects.toThrow(RangeError);
    });
  },
);

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

import { describe, expect, it } from 'vitest';
import { resolveFitConfig, type FitOptions } from '../config/index.ts';
import { encodePng } from '../image/index.ts';
import { RgbImage } from '../core/image/index.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizesToTry } from './sizesToTry.ts';

const size = (height: number, width: number) => ({ height, width });

async function sizesFor(height: number, width: number, options: FitOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-sizes-'));
  try {
    const path = join(folder, 'image.png');
    const pixels = new Uint8Array(height * width * 3);
    await writeFile(path, await encodePng(new RgbImage(height, width, pixels)));
    return await sizesToTry([path], resolveFitConfig(options));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('sizes to try', () => {
  it('are the configured one first, then smaller and larger ones', async () => {
    expect(await sizesFor(300, 300)).toEqual([
      ...[size(256, 256), size(128, 128), size(192, 192), size(320, 320)],
    ]);
  });

  it('include the size that a fit suggests for these images', async () => {
    expect(await sizesFor(460, 1130)).toContainEqual(size(256, 640));
    expect(await sizesFor(1024, 1024)).toContainEqual(size(512, 512));
  });

  it('leave out those that are smaller than the crop', async () => {
    const sizes = await sizesFor(300, 300, { crop: 224 });
    expect(sizes).toEqual([size(256, 256), size(320, 320)]);
  });

  it('name none twice', async () => {
    const sizes = await sizesFor(100, 100, { resize: size(40, 40) });
    expect(sizes).toEqual([size(40, 40), size(32, 32), size(64, 64)]);
  });
});

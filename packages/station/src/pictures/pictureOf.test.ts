import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBudget } from '../memory/MemoryBudget.ts';
import { pictureOf } from './pictureOf.ts';
import { renderImage } from './renderImage.ts';
import { ThumbnailCache } from './ThumbnailCache.ts';

describe('pictures of an image', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-pictures-'));
    const data = Buffer.alloc(2000 * 1500 * 3, 90);
    const raw = { width: 2000, height: 1500, channels: 3 } as const;
    await writeFile(join(folder, 'a'.repeat(64)), await sharp(data, { raw }).png().toBuffer());
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('decodes a large image once: what is opened after its thumbnail was seen is there', async () => {
    const rendered: string[] = [];
    const memory = new MemoryBudget({ maxBytes: 2 ** 28 });
    const station = {
      memory,
      pictureMemory: memory,
      thumbnails: new ThumbnailCache(join(folder, 'thumbnails')),
      store: { images: { path: (sha256: string) => join(folder, sha256) } },
      pictures: {
        render: (path: string, maxSidePx: number) => {
          rendered.push(`${path.endsWith('.jpg') ? 'preview' : 'image'} to ${maxSidePx}`);
          return renderImage(path, maxSidePx, { maxPixels: 2 ** 26 });
        },
      },
    };
    const widthOf = async (side: number) => {
      const { signal } = new AbortController();
      const picture = await pictureOf(station, 'a'.repeat(64), side, signal);
      return (await sharp(picture).metadata()).width;
    };
    expect(await Promise.all([widthOf(192), widthOf(192)])).toEqual([192, 192]);
    expect(await widthOf(1024)).toBe(1024);
    expect(rendered).toEqual(['image to 1024', 'preview to 192']);
    expect(await widthOf(2000)).toBe(2000);
    expect(rendered).toHaveLength(3);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMemory } from './decodeMemory.ts';

const MIB = 2 ** 20;
const side = 5000;
const rgb = (3 * side * side) / MIB;

describe('what decoding takes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-memory-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const flat = (channels: 3 | 4 = 3) =>
    sharp({ create: { width: side, height: side, channels, background: '#808080' } });

  /** In MiB: for all pixels, and for a small picture. */
  async function memoryOf(name: string, write: (path: string) => Promise<unknown>) {
    const path = join(folder, name);
    await write(path);
    const { whole, reduced } = await decodeMemory(path);
    return [Math.round(whole / MIB), Math.round(reduced / MIB)];
  }

  it('is that of all pixels, and little for a picture where rows are read one by one', async () => {
    const [whole, reduced] = await memoryOf('a.png', (path) => flat().png().toFile(path));
    expect(whole).toBeCloseTo(rgb, -1);
    expect(reduced).toBe(64);
    expect((await memoryOf('a.jpg', (path) => flat().jpeg().toFile(path)))[1]).toBe(64);
  });

  it('is more where the decoder holds the whole image besides', async () => {
    const progressive = await memoryOf('p.jpg', (path) =>
      flat().jpeg({ progressive: true }).toFile(path),
    );
    const interlaced = await memoryOf('i.png', (path) =>
      flat().png({ progressive: true }).toFile(path),
    );
    for (const [whole, reduced] of [progressive, interlaced]) {
      expect(whole).toBeGreaterThan(2 * rgb);
      expect(reduced).toBe(whole);
    }
  });

  it('is read from the heads of BMP and PGM files, too', async () => {
    const bmp = Buffer.alloc(54);
    bmp.write('BM');
    bmp.writeInt32LE(side, 18);
    bmp.writeInt32LE(-side, 22);
    expect((await memoryOf('a.bmp', (path) => writeFile(path, bmp)))[0]).toBeGreaterThan(rgb);
    const pgm = `P5\n# a comment\n${side} ${side}\n255\n`;
    expect((await memoryOf('a.pgm', (path) => writeFile(path, pgm)))[0]).toBeGreaterThan(rgb);
  });

  it('of what is no image, or not there, is little', async () => {
    expect(await memoryOf('a.txt', (path) => writeFile(path, 'text'))).toEqual([0, 0]);
    expect(await decodeMemory(join(folder, 'absent'))).toEqual({ whole: 0, reduced: 0 });
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MaskSource } from './MaskSource.ts';
import { readMask } from './readMask.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-masks-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function saved(values: readonly number[], channels: 1 | 2 | 3 | 4) {
  const path = join(folder, 'mask.png');
  const raw = { height: 1, width: values.length / channels, channels };
  const image = sharp(Uint8Array.from(values), { raw });
  await (channels < 3 ? image.toColourspace('b-w') : image).png().toFile(path);
  return path;
}

/** The same with 16 bits. */
async function savedWide(values: readonly number[], channels: 1 | 2 | 3 | 4) {
  const path = join(folder, 'wide.png');
  const raw = { height: 1, width: values.length / channels, channels };
  await sharp(Uint16Array.from(values), { raw })
    .toColourspace(channels < 3 ? 'grey16' : 'rgb16')
    .png()
    .toFile(path);
  return path;
}

/** Reads a mask of one row. */
async function read(
  paths: string | readonly string[],
  width: number,
  defective: 'bright' | 'nonzero' = 'bright',
) {
  return [...(await readMask(source(paths, defective), 1, width))];
}

function source(
  paths: string | readonly string[],
  defective: 'bright' | 'nonzero' = 'bright',
): MaskSource {
  return { kind: 'files', paths: [paths].flat(), defective };
}

describe('readMask', () => {
  it('takes what is at least 128 as defective in a mask with soft edges', async () => {
    const path = await saved([0, 1, 127, 128, 255], 1);
    expect(await read(path, 5)).toEqual([0, 0, 0, 1, 1]);
  });

  it('takes what is not 0 as defective in a mask of labels', async () => {
    expect(await read(await saved([0, 1, 2], 1), 3)).toEqual([0, 1, 1]);
    expect(await read(await saved([0, 0], 1), 2)).toEqual([0, 0]);
  });

  it('takes the brightest channel of a colored mask and ignores transparency', async () => {
    const color = [255, 0, 0, 0, 0, 0, 0, 0, 200];
    expect(await read(await saved(color, 3), 3)).toEqual([1, 0, 1]);
    const transparent = [0, 0, 0, 255, 255, 255, 255, 255];
    expect(await read(await saved(transparent, 4), 2)).toEqual([0, 1]);
  });

  it('takes low labels of 16 bits as defective, and half of full white where edges are soft', async () => {
    const labels = await savedWide([0, 1, 200], 1);
    expect(await read(labels, 3)).toEqual([0, 1, 1]);
    expect(await read(labels, 3, 'nonzero')).toEqual([0, 1, 1]);
    const colored = await savedWide([0, 0, 0, 0, 200, 0], 3);
    expect(await read(colored, 2)).toEqual([0, 1]);
    const soft = await savedWide([0, 200, 32_767, 32_768, 65_535], 1);
    expect(await read(soft, 5)).toEqual([0, 0, 0, 1, 1]);
  });

  it('takes alpha as the mask where nothing else is drawn', async () => {
    const black = [0, 0, 0, 0, 0, 0, 0, 255];
    expect(await read(await saved(black, 4), 2)).toEqual([0, 1]);
    const white = [255, 255, 255, 255, 255, 255, 255, 100, 255, 255, 255, 0];
    expect(await read(await saved(white, 4), 3)).toEqual([1, 0, 0]);
    expect(await read(await saved([9, 200, 9, 0], 2), 2)).toEqual([1, 0]);
    expect(await read(await savedWide([0, 0, 0, 200], 2), 2, 'nonzero')).toEqual([0, 1]);
    const drawnInColor = [0, 0, 0, 255, 255, 0, 0, 0];
    expect(await read(await saved(drawnInColor, 4), 2)).toEqual([0, 1]);
    const nothing = [0, 0, 0, 255, 0, 0, 0, 255];
    expect(await read(await saved(nothing, 4), 2)).toEqual([0, 0]);
  });

  it('refuses a mask of another size than its image and names both', async () => {
    const path = await saved([0, 255], 1);
    expect(await readMask(source(path), 1, 2)).toHaveLength(2);
    await expect(readMask(source(path), 2, 1)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/expected 2 x 1 pixels.*received 1 x 2 pixels/),
    });
  });

  it('tells a missing file from a damaged one', async () => {
    const path = join(folder, 'damaged.png');
    await writeFile(path, 'no image');
    await expect(read(path, 1)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    await expect(read(join(folder, 'none.png'), 1)).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
    });
  });

  it('takes all but 0 as defective where a set numbers its defects, and the union of several files', async () => {
    const path = await saved([0, 1, 127, 255], 1);
    expect(await read(path, 4, 'nonzero')).toEqual([0, 1, 1, 1]);
    const other = join(folder, 'other.png');
    await sharp(Uint8Array.of(9, 0, 0, 0), { raw: { height: 1, width: 4, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(other);
    expect(await read([path, other], 4, 'nonzero')).toEqual([1, 1, 1, 1]);
  });

  it('reads a Windows bitmap, as some data sets have them', async () => {
    const path = join(folder, 'mask.bmp');
    await writeFile(path, bitmap(3, [0, 255, 1]));
    expect(await read(path, 3, 'nonzero')).toEqual([0, 1, 1]);
  });
});

/** One row of grey pixels, 24 bits each. */
function bitmap(width: number, values: readonly number[]): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + row);
  bytes.write('BM', 0);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(1, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (const [i, value] of values.entries()) bytes.fill(value, 54 + i * 3, 57 + i * 3);
  return bytes;
}

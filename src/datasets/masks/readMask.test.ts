import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImageHeader } from '../../image/index.ts';
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
  return [...(await readMask(source(paths, defective), upright(1, width)))];
}

function source(
  paths: string | readonly string[],
  defective: 'bright' | 'nonzero' = 'bright',
): MaskSource {
  return { kind: 'files', paths: [paths].flat(), defective };
}

/** The header of an image that is not turned, or of one that is. */
function upright(height: number, width: number, orientation = 1) {
  return { path: 'image.jpg', height, width, orientation };
}

/** A mask of rows of values, which may be single digits. */
async function drawn(rows: readonly (readonly number[])[], name = 'drawn.png') {
  const path = join(folder, name);
  const raw = { height: rows.length, width: rows[0].length, channels: 1 } as const;
  await sharp(Uint8Array.from(rows.flat()), { raw }).toColourspace('b-w').png().toFile(path);
  return path;
}

/** A square mask of 0 with rectangles [y, x, height, width, value]. */
function rectangles(side: number, ...all: readonly (readonly number[])[]): number[][] {
  const rows = Array.from({ length: side }, () => Array<number>(side).fill(0));
  for (const [y, x, height, width, value] of all) {
    for (let row = y; row < y + height; row++) rows[row].fill(value, x, x + width);
  }
  return rows;
}

const ones = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0);

describe('a mask of several classes', () => {
  it('marks the darker ones too: 85 next to 255, as areas and as thin lines', async () => {
    const areas = await drawn(rectangles(32, [2, 2, 10, 10, 85], [20, 20, 5, 5, 255]));
    expect(ones(await readMask(source(areas), upright(32, 32)))).toBe(125);
    const lines = await drawn(rectangles(32, [2, 2, 1, 20, 85], [20, 20, 5, 5, 255]));
    expect(ones(await readMask(source(lines), upright(32, 32)))).toBe(45);
    const six = [1, 2, 3, 4, 5, 6].map((value, i) => [0, i * 5, 5, 5, value * 20]);
    const many = await drawn(rectangles(32, ...six, [5, 0, 5, 30, 255]));
    expect(ones(await readMask(source(many), upright(32, 32)))).toBe(300);
    const voids = await drawn(rectangles(32, [2, 2, 10, 10, 1], [20, 20, 5, 5, 255]));
    expect(ones(await readMask(source(voids), upright(32, 32)))).toBe(125);
  });

  it('keeps soft edges soft, also halved, enlarged and with the noise of JPEG and WebP', async () => {
    const side = 96;
    const soft = sharp(
      Uint8Array.from(rectangles(side, [20, 20, 40, 30, 255], [70, 60, 9, 25, 255]).flat()),
      { raw: { height: side, width: side, channels: 1 } },
    ).toColourspace('b-w');
    const blurred = await soft.clone().blur(1.5).png().toBuffer();
    const path = join(folder, 'soft');
    const expected = await sharp(blurred).raw().toBuffer();
    const half = (values: Uint8Array) => ones(values.map((value) => Number(value >= 128)));
    const variants = {
      'soft.png': sharp(blurred),
      'jpeg.jpg': soft.clone().jpeg({ quality: 60 }),
      'webp.webp': soft.clone().webp({ quality: 50 }),
      'halved.png': sharp(blurred).resize(48).toColourspace('b-w'),
      'enlarged.png': sharp(blurred).resize(192, 192, { kernel: 'linear' }).toColourspace('b-w'),
    };
    for (const [name, image] of Object.entries(variants)) {
      await image.toFile(path + name);
      const { data, info } = await sharp(path + name)
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true });
      const mask = await readMask(source(path + name), upright(info.height, info.width));
      expect([name, ones(mask)]).toEqual([name, half(data)]);
    }
    expect(half(expected)).toBeGreaterThan(1000);
  });

  it('is refused where areas of a darker value lie among many shades', async () => {
    const classes = Uint8Array.from(
      rectangles(64, [5, 5, 20, 20, 85], [40, 40, 15, 15, 255]).flat(),
    );
    const path = join(folder, 'either.jpg');
    const image = sharp(classes, { raw: { height: 64, width: 64, channels: 1 } });
    await image.toColourspace('b-w').blur(2).png().toFile(path);
    await expect(readMask(source(path), upright(64, 64))).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/several classes.*or one defect with soft edges.*255/),
    });
  });

  it.each(['png', 'bmp', 'tif'])('counts by index where it has a palette (%s)', async (ending) => {
    const path = fileURLToPath(
      new URL(`../../../test/fixtures/masks/voc.${ending}`, import.meta.url),
    );
    const mask = await readMask(source(path), upright(8, 8));
    // A square of class 1, (128, 0, 0), one of class 8, (64, 0, 0), and the void 255.
    expect(ones(mask)).toBe(9 + 4 + 1);
    expect(mask[0]).toBe(1);
  });

  it('with a palette of greys counts by the greys, whatever their order', async () => {
    const path = fileURLToPath(
      new URL('../../../test/fixtures/masks/white-first.png', import.meta.url),
    );
    expect([...(await readMask(source(path), upright(1, 4)))]).toEqual([1, 0, 0, 1]);
  });

  it('with a color at index 0 of its palette and black elsewhere is refused', async () => {
    const path = fileURLToPath(
      new URL('../../../test/fixtures/masks/red-first.png', import.meta.url),
    );
    await expect(readMask(source(path), upright(1, 4))).rejects.toMatchObject({
      code: 'IMAGE_UNSUPPORTED',
      message: expect.stringMatching(/either may be the background/),
    });
  });
});

describe('a mask of a turned image', () => {
  /** Stored 2 × 3, all values different, so that each turn shows. */
  const stored = { height: 2, width: 3, channels: 1 } as const;
  const values = Uint8Array.of(200, 0, 201, 0, 0, 202);

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'is turned by its own orientation as an image is: %i',
    async (orientation) => {
      const path = join(folder, 'turned.jpg');
      const image = sharp(
        Uint8Array.from({ length: 32 * 48 }, (_, i) => (i % 48 < 16 && i < 16 * 48 ? 255 : 0)),
        { raw: { height: 32, width: 48, channels: 1 } },
      );
      await image
        .toColourspace('b-w')
        .withMetadata({ orientation })
        .jpeg({ quality: 100 })
        .toFile(path);
      const { data, info } = await sharp(await readFile(path))
        .autoOrient()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const shown = data
        .filter((_, i) => i % info.channels === 0)
        .map((value) => Number(value >= 128));
      const header = await readImageHeader(path);
      expect(header).toMatchObject({ height: 32, width: 48, orientation });
      expect([...(await readMask(source(path), header))]).toEqual([...shown]);
    },
  );

  it.each([5, 6, 7, 8])(
    'that is stored as the image is turned with it, and one of the shown size is not: %i',
    async (orientation) => {
      const path = join(folder, 'lying.png');
      await sharp(values, { raw: stored }).toColourspace('b-w').png().toFile(path);
      const own = join(folder, 'own.tif');
      await sharp(values, { raw: stored })
        .toColourspace('b-w')
        .withMetadata({ orientation })
        .tiff({ compression: 'lzw' })
        .toFile(own);
      const image = { path: 'image.jpg', height: 2, width: 3, orientation };
      const turned = await readMask(source(path), image);
      expect(turned).toEqual(await readMask(source(own), image));
      expect(turned).not.toEqual(await readMask(source(path), upright(2, 3)));
      const shown = { ...image, height: 3, width: 2 };
      expect([...(await readMask(source(path), shown))]).toEqual([1, 0, 1, 0, 0, 1]);
    },
  );

  it.each([2, 3, 4])(
    'is refused where nothing tells what it was drawn on: %i',
    async (orientation) => {
      const path = await drawn([[0, 255]]);
      await expect(readMask(source(path), upright(1, 2, orientation))).rejects.toMatchObject({
        code: 'DATASET_LAYOUT',
        message: expect.stringMatching(/image\.jpg is turned .*EXIF orientation.*upright/),
      });
      const square = await drawn([
        [0, 255],
        [0, 0],
      ]);
      await expect(readMask(source(square), upright(2, 2, 6))).rejects.toMatchObject({
        code: 'DATASET_LAYOUT',
      });
    },
  );

  it('says that the sides are swapped', async () => {
    const path = await drawn([[0, 255, 0]]);
    await expect(readMask(source(path), upright(3, 1))).rejects.toMatchObject({
      message: expect.stringMatching(/sides swapped.*EXIF/),
    });
  });
});

describe('a mask in a portable format', () => {
  it.each([
    ['pgm', 'P5 3 1 255\n', [0, 200, 255]],
    ['ppm', 'P6 3 1 255\n', [0, 0, 0, 0, 200, 0, 255, 255, 255]],
    ['pbm', 'P1 3 1\n100', []],
  ])('%s is read', async (ending, header, bytes) => {
    const path = join(folder, `mask.${ending}`);
    await writeFile(path, Buffer.concat([Buffer.from(header), Buffer.from(bytes)]));
    expect(await readImageHeader(path)).toMatchObject({ height: 1, width: 3, orientation: 1 });
    expect(await read(path, 3)).toEqual([0, 1, 1]);
  });
});

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
    expect(await readMask(source(path), upright(1, 2))).toHaveLength(2);
    await expect(readMask(source(path), upright(2, 1))).rejects.toMatchObject({
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

  it('reads a Windows bitmap, which some data sets have', async () => {
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

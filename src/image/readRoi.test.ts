import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskOfRuns } from '../core/image/index.ts';
import { readRoi } from './readRoi.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-roi-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The pixels of the first zone as rows of digits. */
async function rowsOf(path: string): Promise<string[]> {
  const { height, width, zones } = await readRoi(path);
  const mask = maskOfRuns(zones[0].runs, height * width);
  return Array.from({ length: height }, (_, y) => mask.slice(y * width, (y + 1) * width).join(''));
}

describe('a region from a mask', () => {
  const values = Uint8Array.of(9, 0, 0, 0, 0, 0);

  it.each([
    [1, ['100', '000']],
    [2, ['001', '000']],
    [3, ['000', '001']],
    [4, ['000', '100']],
    [5, ['10', '00', '00']],
    [6, ['01', '00', '00']],
    [7, ['00', '00', '01']],
    [8, ['00', '00', '10']],
  ])('lies as the mask is shown: EXIF orientation %i', async (orientation, expected) => {
    const path = join(folder, `mask-${orientation}.tif`);
    await sharp(values, { raw: { height: 2, width: 3, channels: 1 } })
      .toColourspace('b-w')
      .withMetadata({ orientation })
      .tiff({ compression: 'lzw' })
      .toFile(path);
    expect(await rowsOf(path)).toEqual(expected);
  });

  it('counts a palette by its indices, and reads a PGM', async () => {
    const path = fileURLToPath(new URL('../../test/fixtures/masks/voc.png', import.meta.url));
    expect((await rowsOf(path)).join('').replaceAll('0', '')).toHaveLength(14);
    await writeFile(join(folder, 'mask.pgm'), 'P2 3 1 255 0 1 255 ');
    expect(await rowsOf(join(folder, 'mask.pgm'))).toEqual(['011']);
  });
});

describe('a region from LabelMe', () => {
  const write = async (shape: object) => {
    const path = join(folder, 'shape.json');
    const shapes = [{ label: 'a', ...shape }];
    await writeFile(path, JSON.stringify({ imageHeight: 3, imageWidth: 4, shapes }));
    return path;
  };

  it('may be a rectangle, which has two corners', async () => {
    const path = await write({
      shape_type: 'rectangle',
      points: [
        [3, 2],
        [1, 0],
      ],
    });
    expect(await rowsOf(path)).toEqual(['0110', '0110', '0000']);
  });

  it.each([
    [
      'circle',
      [
        [1, 1],
        [2, 2],
      ],
    ],
    [
      'linestrip',
      [
        [0, 0],
        [3, 0],
        [3, 2],
      ],
    ],
    [
      'polygon',
      [
        [0, 0],
        [3, 0],
      ],
    ],
  ])('refuses a %s, and says which it is', async (kind, points) => {
    const path = await write({ shape_type: kind, points });
    await expect(readRoi(path)).rejects.toMatchObject({
      code: 'ROI_INVALID',
      message: expect.stringMatching(new RegExp(`"a" is a ${kind} of ${points.length} points`)),
    });
  });
});

describe('a drawing', () => {
  const box = [
    [0, 0],
    [4, 0],
    [4, 3],
    [0, 3],
  ];
  const read = async (drawing: object) => {
    const path = join(folder, 'drawing.json');
    await writeFile(path, JSON.stringify({ height: 3, width: 6, ...drawing }));
    return rowsOf(path);
  };

  it('has zones of polygons and strokes, less what is ignored', async () => {
    const zone = { name: 'a', polygons: [box], strokes: [{ radius: 0.6, points: [[5.5, 0.5]] }] };
    expect(await read({ zones: [zone] })).toEqual(['111101', '111100', '111100']);
    const ignore = { strokes: [{ radius: 0.6, points: [[1.5, 1.5], [5.5, 1.5]] }] }; // prettier-ignore
    expect(await read({ zones: [zone], ignore })).toEqual(['111101', '100000', '111100']);
  });

  it('with nothing but what is ignored is all of the rest', async () => {
    expect(await read({ zones: [], ignore: { polygons: [box] } })).toEqual([
      '000011',
      '000011',
      '000011',
    ]);
  });

  it.each([
    ['nothing', { zones: [] }, 'no shape'],
    ['a zone without a shape', { zones: [{ name: 'a' }] }, '"a" has no shape'],
    ['a zone that is ignored', { zones: [{ name: 'a', polygons: [box] }], ignore: { polygons: [box] } }, 'contains no pixel'], // prettier-ignore
    ['strokes without end', { height: 20_000, width: 20_000, zones: [], ignore: { strokes: [{ radius: 9999, points: [[0, 0], [1, 1], [2, 2], [3, 3], [4, 4], [5, 5]] }] } }, 'paint more'], // prettier-ignore
  ])('is refused with %s', async (_, drawing, why) => {
    await expect(read(drawing)).rejects.toMatchObject({
      code: 'ROI_INVALID',
      message: expect.stringContaining(why),
    });
  });
});

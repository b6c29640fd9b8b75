import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Detector, fit } from '../../src/detector/index.ts';
import {
  partHeight,
  partWidth,
  quickFit,
  quickOptions,
  temporaryFolder,
  writeParts,
} from './parts.ts';
import { runNominal } from './runNominal.ts';

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Interleaved 8-bit RGB. */
interface Pixels extends Size {
  readonly data: Uint8Array;
}

describe('odd but valid images', () => {
  let root: string;
  let train: string[];
  let part: Pixels;
  let detector: Detector;
  let score: number;
  const at = (name: string) => join(root, name);
  const scoreOf = async (path: string) => (await detector.inspect(path)).imageScore;

  beforeAll(async () => {
    root = await temporaryFolder();
    await writeParts(at('tile'), { trainGood: 12, testGood: 0, testDefective: 3 });
    train = Array.from({ length: 12 }, (_, i) =>
      at(`tile/train/good/${String(i).padStart(3, '0')}.png`),
    );
    part = await pixelsOf(at('tile/test/crack/000.png'));
    detector = await fit(train, { ...quickOptions, resize: { height: 96, width: 112 } });
    score = await scoreOf(at('tile/test/crack/000.png'));
  });
  afterAll(async () => {
    await detector.close();
    await rm(root, { recursive: true });
  });

  it('scores an image the same with an alpha channel, whatever it holds', async () => {
    const alpha = Buffer.from(part.data.filter((_, i) => i % 3 === 0));
    await raw(part)
      .joinChannel(alpha, { raw: { height: partHeight, width: partWidth, channels: 1 } })
      .png()
      .toFile(at('alpha.png'));
    expect((await sharp(at('alpha.png')).metadata()).hasAlpha).toBe(true);
    expect(await scoreOf(at('alpha.png'))).toBe(score);
  });

  it('says once that the transparency of training images is ignored, and of inspected ones', async () => {
    for (const name of ['000', '001', '002']) {
      await sharp(at(`tile/train/good/${name}.png`))
        .ensureAlpha(0.5)
        .png()
        .toFile(at(`clear-${name}.png`));
    }
    const [clear, model] = [at('clear-*.png'), at('clear.nominal')];
    const fitted = await runNominal('fit', clear, '-o', model, ...quickFit);
    const inspected = await runNominal('inspect', model, clear);
    for (const { err } of [fitted, inspected]) expect(err.split('ALPHA_IGNORED')).toHaveLength(2);
    const { out } = await runNominal('fit', clear, '-o', model, ...quickFit, '--json');
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'fitted',
      warnings: ['ALPHA_IGNORED'],
    });
    const opaque = await runNominal('fit', at('tile/train/good'), '-o', model, ...quickFit);
    expect(opaque.err).not.toContain('IGNORED');
  });

  it('scores a 16-bit PNG like the 8-bit image of its highest bits', async () => {
    const deep = Uint16Array.from(part.data, (value, i) => value * 256 + (i % 256));
    await sharp(deep, { raw: { height: partHeight, width: partWidth, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toFile(at('deep.png'));
    expect((await sharp(at('deep.png')).metadata()).depth).toBe('ushort');
    expect(await scoreOf(at('deep.png'))).toBe(score);
  });

  it('scores a grey image like the same image with three equal channels', async () => {
    const grey = part.data.filter((_, i) => i % 3 === 1);
    await sharp(grey, { raw: { height: partHeight, width: partWidth, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(at('grey.png'));
    expect((await sharp(at('grey.png')).metadata()).channels).toBe(1);
    await raw({ ...part, data: Uint8Array.from(part.data, (_, i) => grey[Math.floor(i / 3)]) })
      .png()
      .toFile(at('equal.png'));
    expect(await scoreOf(at('grey.png'))).toBe(await scoreOf(at('equal.png')));
  });

  it('scores a palette image like the colors that it stands for', async () => {
    const coarse = { ...part, data: part.data.map((value) => (value >> 6) * 85) };
    await raw(coarse).png({ palette: true, dither: 0 }).toFile(at('palette.png'));
    expect((await sharp(at('palette.png')).metadata()).isPalette).toBe(true);
    await raw(await pixelsOf(at('palette.png')))
      .png()
      .toFile(at('colors.png'));
    expect(await scoreOf(at('palette.png'))).toBe(await scoreOf(at('colors.png')));
  });

  it.each([3, 6, 8])(
    'inspects what EXIF orientation %i turns like the upright image, in size and score',
    async (orientation) => {
      const turned = at(`turned-${orientation}.jpg`);
      await raw(turnedFor(part, orientation)).withMetadata({ orientation }).jpeg().toFile(turned);
      expect((await sharp(turned).metadata()).orientation).toBe(orientation);
      const stored = await pixelsOf(turned);
      expect([stored.height, stored.width]).toEqual(
        orientation === 3 ? [partHeight, partWidth] : [partWidth, partHeight],
      );
      await raw(upright(stored, orientation)).png().toFile(at('upright.png'));
      const inspection = await detector.inspect(turned);
      expect([inspection.image.height, inspection.image.width]).toEqual([partHeight, partWidth]);
      const { height, width } = inspection.anomalyMap();
      expect([height, width]).toEqual([partHeight, partWidth]);
      expect(inspection.imageScore).toBe(await scoreOf(at('upright.png')));
      // Not by chance: the same image on its side has another score.
      await raw(stored).png().toFile(at('lying.png'));
      expect(await scoreOf(at('lying.png'))).not.toBe(inspection.imageScore);
    },
  );

  it('inspects a CMYK JPEG as the colors that it prints', async () => {
    await raw(part).toColourspace('cmyk').jpeg({ quality: 100 }).toFile(at('cmyk.jpg'));
    expect((await sharp(at('cmyk.jpg')).metadata()).space).toBe('cmyk');
    const inspection = await detector.inspect(at('cmyk.jpg'));
    const { data } = inspection.image;
    const difference =
      data.reduce((sum, value, i) => sum + Math.abs(value - part.data[i]), 0) / data.length;
    expect(difference).toBeLessThan(12);
    expect(inspection.verdict).toBe('anomalous');
  });

  it('learns from and inspects images of different sizes, with and without the aspect kept', async () => {
    await mkdir(at('sizes'));
    const paths = await Promise.all(
      train.slice(0, 6).map(async (path, i) => {
        const target = at(`sizes/${i}.png`);
        await sharp(path)
          .resize({ height: 90 + 17 * i, width: 120, fit: 'fill' })
          .toFile(target);
        return target;
      }),
    );
    for (const resize of [64, { height: 64, width: 80 }]) {
      const mixed = await fit(paths, { ...quickOptions, resize, bankRows: 50 });
      try {
        for await (const result of mixed.inspectAll([...paths, at('tile/test/crack/000.png')])) {
          if ('error' in result) throw result.error;
          const { height, width } = result.anomalyMap();
          expect([height, width]).toEqual([result.image.height, result.image.width]);
          expect(result.patchScores.data.every(Number.isFinite)).toBe(true);
        }
      } finally {
        await mixed.close();
      }
    }
  });
});

function raw({ height, width, data }: Pixels): Sharp {
  return sharp(data, { raw: { height, width, channels: 3 } });
}

/** The stored pixels, without applying the orientation. */
async function pixelsOf(path: string): Promise<Pixels> {
  const { data, info } = await sharp(path)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { height: info.height, width: info.width, data };
}

const orientations: Readonly<
  Record<number, (upright: Size, y: number, x: number) => readonly [y: number, x: number]>
> = {
  3: ({ height, width }, y, x) => [height - 1 - y, width - 1 - x],
  // Row 0 of the file is the right-hand side of the upright image, column 0 its top.
  6: ({ width }, y, x) => [width - 1 - x, y],
  // Row 0 of the file is the left-hand side of the upright image, column 0 its bottom.
  8: ({ height }, y, x) => [x, height - 1 - y],
};

/** The upright image as a camera on its side stores it. */
function turnedFor(image: Pixels, orientation: number): Pixels {
  const size = orientation === 3 ? image : { height: image.width, width: image.height };
  const data = new Uint8Array(image.data.length);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const [toY, toX] = orientations[orientation](image, y, x);
      const from = (y * image.width + x) * 3;
      data.set(image.data.subarray(from, from + 3), (toY * size.width + toX) * 3);
    }
  }
  return { height: size.height, width: size.width, data };
}

/** The inverse of {@link turnedFor}. */
function upright(stored: Pixels, orientation: number): Pixels {
  const size = orientation === 3 ? stored : { height: stored.width, width: stored.height };
  const data = new Uint8Array(stored.data.length);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const [fromY, fromX] = orientations[orientation](size, y, x);
      const from = (fromY * stored.width + fromX) * 3;
      data.set(stored.data.subarray(from, from + 3), (y * size.width + x) * 3);
    }
  }
  return { height: size.height, width: size.width, data };
}

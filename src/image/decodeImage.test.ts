import { chmod, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../core/random/index.ts';
import { byteLimit } from './decodeFrame.ts';
import { decodeImage } from './loadImage.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-decode-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Raw values as an image of sharp; 16-bit where they come as Uint16Array. */
function raw(
  height: number,
  width: number,
  channels: 1 | 2 | 3 | 4,
  values: Uint8Array | Uint16Array | readonly number[],
): Sharp {
  const data = Array.isArray(values) ? Uint8Array.from(values) : (values as Uint8Array);
  return sharp(data, { raw: { height, width, channels } });
}

const colors = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90];
const noise = (height: number, width: number) => {
  const random = new Random(1);
  return raw(
    height,
    width,
    3,
    Uint8Array.from({ length: height * width * 3 }, () => random.uint32()),
  );
};

describe('decodeImage', () => {
  it('a color PNG gives its values, from a path as from bytes', async () => {
    const png = await raw(2, 3, 3, colors).png().toBuffer();
    const image = await decodeImage(png);
    expect([image.height, image.width, ...image.data]).toEqual([2, 3, ...colors]);
    expect(await decodeImage(await file('color.png', png))).toEqual(image);
  });

  it('the content decides the format, not the name', async () => {
    const png = await raw(2, 3, 3, colors).png().toBuffer();
    expect([...(await decodeImage(await file('color.jpg', png))).data]).toEqual(colors);
  });

  it('grey is repeated in the three channels', async () => {
    const png = await raw(1, 2, 1, [7, 200]).toColourspace('b-w').png().toBuffer();
    expect((await sharp(png).metadata()).channels).toBe(1);
    expect([...(await decodeImage(png)).data]).toEqual([7, 7, 7, 200, 200, 200]);
  });

  it('alpha is dropped, not blended: a transparent pixel keeps its color', async () => {
    const png = await raw(1, 2, 4, [10, 20, 30, 0, 40, 50, 60, 128]).png().toBuffer();
    expect((await sharp(png).metadata()).hasAlpha).toBe(true);
    expect([...(await decodeImage(png)).data]).toEqual([10, 20, 30, 40, 50, 60]);
  });

  it('grey with alpha is repeated without the alpha', async () => {
    const png = await raw(1, 2, 2, [9, 0, 80, 255]).toColourspace('b-w').png().toBuffer();
    expect((await sharp(png).metadata()).channels).toBe(2);
    expect([...(await decodeImage(png)).data]).toEqual([9, 9, 9, 80, 80, 80]);
  });

  it('of 16-bit grey and color the highest 8 bits are taken', async () => {
    const grey = await raw(1, 3, 1, Uint16Array.of(0x0000, 0x80ff, 0xffff))
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(grey).metadata()).depth).toBe('ushort');
    const repeated = [0, 0, 0, 0x80, 0x80, 0x80, 255, 255, 255];
    expect([...(await decodeImage(grey)).data]).toEqual(repeated);
    const color = await raw(1, 1, 3, Uint16Array.of(0x1234, 0xabcd, 0xff00))
      .toColourspace('rgb16')
      .tiff({ compression: 'lzw' })
      .toBuffer();
    expect((await sharp(color).metadata()).depth).toBe('ushort');
    expect([...(await decodeImage(color)).data]).toEqual([0x12, 0xab, 0xff]);
  });

  it('a palette gives its colors', async () => {
    const png = await raw(2, 3, 3, colors).png({ palette: true, dither: 0 }).toBuffer();
    expect((await sharp(png).metadata()).isPalette).toBe(true);
    expect([...(await decodeImage(png)).data]).toEqual(colors);
  });

  it('CMYK becomes RGB: white stays white and no ink of red stays reddish', async () => {
    const values = new Uint8Array(16 * 32 * 3);
    for (let i = 0; i < values.length; i += 3) values.set([i % 96 < 48 ? 255 : 200, 0, 0], i);
    for (let i = 0; i < values.length; i += 3) if (i % 96 < 48) values.set([255, 255, 255], i);
    const jpeg = await raw(16, 32, 3, values).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(jpeg).metadata()).space).toBe('cmyk');
    const { data, height, width } = await decodeImage(jpeg);
    expect([height, width]).toEqual([16, 32]);
    const at = (x: number) => [...data.subarray((8 * 32 + x) * 3, (8 * 32 + x) * 3 + 3)];
    expect(Math.min(...at(4))).toBeGreaterThan(245);
    const [red, green, blue] = at(28);
    expect(red).toBeGreaterThan(Math.max(green, blue) + 80);
  });

  it('EXIF orientation is applied: 6 turns the left column to the top row', async () => {
    const values = [...Array(8 * 16).keys()].flatMap((i) =>
      i % 16 < 8 ? [0, 0, 0] : [250, 250, 250],
    );
    const jpeg = await raw(8, 16, 3, values).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { height, width, data } = await decodeImage(jpeg);
    expect([height, width]).toEqual([16, 8]);
    expect(data[0]).toBeLessThan(10);
    expect(data[data.length - 1]).toBeGreaterThan(240);
  });

  it('an embedded color profile is converted to sRGB', async () => {
    const plain = raw(
      8,
      8,
      3,
      new Uint8Array(192).map((_, i) => [200, 30, 30][i % 3]),
    );
    const wide = await plain.withIccProfile('p3').png().toBuffer();
    const { data } = await decodeImage(wide);
    const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
    expect(Math.abs(stored[0] - 200)).toBeGreaterThan(5);
    expect(Math.abs(data[0] - 200)).toBeLessThanOrEqual(2);
    expect(Math.abs(data[1] - 30)).toBeLessThanOrEqual(3);
  });

  it.each(['webp', 'gif', 'tiff', 'avif'] as const)('%s is read', async (format) => {
    const values = new Uint8Array(16 * 24 * 3).fill(120);
    const bytes = await raw(16, 24, 3, values).toFormat(format).toBuffer();
    const image = await decodeImage(bytes);
    expect([image.height, image.width]).toEqual([16, 24]);
    expect(Math.abs(image.data[300] - 120)).toBeLessThanOrEqual(2);
  });

  it('a 1 x 1 image is an image', async () => {
    const png = await raw(1, 1, 3, [1, 2, 3]).png().toBuffer();
    expect([...(await decodeImage(png)).data]).toEqual([1, 2, 3]);
  });

  it('of several pages the first is taken', async () => {
    const frames = raw(
      4,
      2,
      3,
      [...Array(24).keys()].map((i) => (i < 12 ? 0 : 255)),
    );
    const gif = await sharp(await frames.raw().toBuffer(), {
      raw: { height: 4, width: 2, channels: 3, pageHeight: 2 },
    })
      .gif()
      .toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(2);
    const image = await decodeImage(gif);
    expect([image.height, image.width, image.data[0]]).toEqual([2, 2, 0]);
  });
});

describe('decodeImage refuses', () => {
  it('a missing file, naming it, as INPUT_NOT_FOUND', async () => {
    const path = join(folder, 'missing.png');
    await expect(decodeImage(path)).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
      message: expect.stringContaining(`${path} does not exist`),
    });
  });

  it('a folder as INPUT_NOT_FOUND with the reason', async () => {
    await expect(decodeImage(folder)).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
      details: { reason: 'EISDIR' },
    });
  });

  it.skipIf(process.getuid?.() === 0)(
    'a file that may not be read as INPUT_NOT_FOUND (skipped for root, who may read all)',
    async () => {
      const path = await file('secret.png', 'x');
      await chmod(path, 0);
      await expect(decodeImage(path)).rejects.toMatchObject({ details: { reason: 'EACCES' } });
    },
  );

  it.each([
    ['a 0-byte file', ''],
    ['a text file', 'this is no image\n'],
    ['a text that begins like a bitmap', `BM${'W is not a bitmap '.repeat(10)}`],
    ['a text that begins like a portable graymap', 'P5 is a list of things'],
  ])('%s named .png as IMAGE_UNREADABLE, naming the file and what to do', async (_, text) => {
    const path = await file('part.png', text);
    await expect(decodeImage(path)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringMatching(/part\.png cannot be decoded: .*\. Leave it out, or save/s),
      details: { path },
    });
  });

  it('a drawing named .png as IMAGE_UNSUPPORTED', async () => {
    const path = await file(
      'part.png',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    );
    await expect(decodeImage(path)).rejects.toMatchObject({
      code: 'IMAGE_UNSUPPORTED',
      message: expect.stringMatching(/part\.png cannot be decoded: it is a drawing/),
    });
  });

  it('more bytes than its pixels could take, of which more pixels allow more', async () => {
    const path = await file(
      'large.pgm',
      Buffer.concat([Buffer.from('P5 8 8 255\n'), Buffer.alloc(64)]),
    );
    await truncate(path, 300 * 2 ** 20);
    await expect(decodeImage(path, { maxPixels: 30_000_000 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringMatching(/at most 268435456 bytes.*--max-megapixels/s),
    });
    expect(await decodeImage(path, { maxPixels: 40_000_000 })).toMatchObject({ height: 8 });
    // 80 million pixels of RGB in 16 bits pass without an option.
    expect(byteLimit({})).toBeGreaterThan(80e6 * 6);
  });

  it('values of floating point as IMAGE_UNSUPPORTED', async () => {
    const tiff = await raw(4, 4, 3, new Uint8Array(48))
      .toColourspace('scrgb')
      .tiff({ compression: 'none' })
      .toBuffer();
    expect((await sharp(tiff).metadata()).depth).toBe('float');
    await expect(decodeImage(tiff)).rejects.toMatchObject({ code: 'IMAGE_UNSUPPORTED' });
  });

  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)(
    'a %s cut short anywhere, unless no pixel is lost',
    async (format) => {
      const whole = await noise(60, 80).toFormat(format).toBuffer();
      const expected = await decodeImage(whole);
      let refused = 0;
      const cuts = [...Array(30).keys()].map((i) => Math.floor((whole.length * (i + 0.5)) / 30));
      for (const length of [...cuts, whole.length - 40, whole.length - 12, whole.length - 1]) {
        const outcome = await decodeImage(whole.subarray(0, length)).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) {
          expect(outcome).toMatchObject({ code: 'IMAGE_UNREADABLE' });
          refused++;
        } else expect(outcome).toEqual(expected);
      }
      expect(refused).toBeGreaterThanOrEqual(30);
    },
  );

  it('more pixels than the limit as IMAGE_TOO_LARGE, before they are decoded', async () => {
    const png = await raw(20, 30, 3, new Uint8Array(1800)).png().toBuffer();
    await expect(decodeImage(png, { maxPixels: 599 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining('20 x 30'),
    });
    expect((await decodeImage(png, { maxPixels: 600 })).width).toBe(30);
  });

  it('a header that claims 30000 x 30000 pixels as IMAGE_TOO_LARGE by default', async () => {
    const png = await raw(1, 1, 3, [1, 2, 3]).png().toBuffer();
    png.writeUInt32BE(30000, 16);
    png.writeUInt32BE(30000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    const bmp = Buffer.alloc(100);
    bmp.write('BM');
    bmp.writeUInt32LE(54, 10);
    bmp.writeUInt32LE(40, 14);
    bmp.writeInt32LE(30000, 18);
    bmp.writeInt32LE(30000, 22);
    bmp.writeUInt16LE(24, 28);
    for (const bytes of [png, bmp, Buffer.from('P5 30000 30000 255 x')]) {
      await expect(decodeImage(bytes)).rejects.toMatchObject({
        code: 'IMAGE_TOO_LARGE',
        message: expect.stringContaining('30000 x 30000'),
      });
    }
  });

  it('more bytes than the limit as IMAGE_TOO_LARGE, from a path as from bytes', async () => {
    const png = await raw(2, 3, 3, colors).png().toBuffer();
    const path = await file('large.png', png);
    for (const source of [path, png]) {
      await expect(decodeImage(source, { maxBytes: png.length - 1 })).rejects.toMatchObject({
        code: 'IMAGE_TOO_LARGE',
      });
    }
  });
});

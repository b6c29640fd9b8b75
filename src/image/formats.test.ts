import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrame } from './decodeFrame.ts';
import { decodeImage, loadImage } from './loadImage.ts';

/** Writes one image of known values in many formats by Pillow, and their 16-bit kin. */
const byPillow = `
import sys
from PIL import Image
folder, W, H = sys.argv[1], 37, 23
rgb = Image.new('RGB', (W, H)); grey = Image.new('L', (W, H)); deep = Image.new('I;16', (W, H))
for y in range(H):
    for x in range(W):
        rgb.putpixel((x, y), ((x * 7) % 256, (y * 11) % 256, (x * y) % 256))
        grey.putpixel((x, y), (x * 3 + y * 5) % 256)
        deep.putpixel((x, y), (x * 1009 + y * 257) % 65536)
rgb.save(f'{folder}/rgb.png'); rgb.save(f'{folder}/rgb.bmp'); rgb.save(f'{folder}/rgb.ppm')
rgb.save(f'{folder}/rgb.tif'); rgb.save(f'{folder}/rgb-lzw.tif', compression='tiff_lzw')
rgb.save(f'{folder}/rgb.webp', lossless=True); rgb.save(f'{folder}/rgb.jpg', quality=95)
rgb.quantize(64).save(f'{folder}/palette.bmp'); rgb.quantize(64).convert('RGB').save(f'{folder}/palette.png')
grey.save(f'{folder}/grey.png'); grey.save(f'{folder}/grey.bmp'); grey.save(f'{folder}/grey.pgm')
grey.save(f'{folder}/grey.tif'); grey.convert('1').save(f'{folder}/bits.bmp')
deep.save(f'{folder}/deep.png'); deep.save(f'{folder}/deep.tif')
rgb.save(f'{folder}/pages.tif', save_all=True, append_images=[grey.convert('RGB'), rgb.transpose(Image.FLIP_LEFT_RIGHT)])
exif = Image.Exif(); exif[0x0112] = 6
rgb.save(f'{folder}/turned.jpg', quality=95, exif=exif)
`;

/** The same by ImageMagick: [written file, arguments between the source and it]. */
const byMagick: readonly (readonly [string, string, ...string[]])[] = [
  ['rgb.png', 'magick.bmp'],
  ['rgb.png', 'magick-3.bmp', '-define', 'bmp:format=bmp3'],
  ['rgb.png', 'magick.ppm'],
  ['rgb.png', 'magick-text.ppm', '-compress', 'none'],
  ['rgb.png', 'magick.webp', '-define', 'webp:lossless=true'],
  ['rgb.png', 'magick-tiled.tif', '-define', 'tiff:tile-geometry=16x16'],
  ['rgb.png', 'magick-deep.tif', '-depth', '16'],
  ['deep.png', 'magick-deep-grey.tif', '-define', 'tiff:tile-geometry=16x16'],
  ['deep.png', 'magick-deep.pgm'],
  ['deep.png', 'magick-deep-text.pgm', '-compress', 'none'],
];

const HEIGHT = 23;
const WIDTH = 37;
const color = (x: number, y: number) => [(x * 7) % 256, (y * 11) % 256, (x * y) % 256];
const grey = (x: number, y: number) => (x * 3 + y * 5) % 256;
const deep = (x: number, y: number) => (x * 1009 + y * 257) % 65536;

function everyPixel<Value>(valueOf: (x: number, y: number) => Value): Value[] {
  return Array.from({ length: HEIGHT * WIDTH }, (_, i) =>
    valueOf(i % WIDTH, Math.floor(i / WIDTH)),
  );
}
const colors = everyPixel(color).flat();
const greys = everyPixel((x, y) => [grey(x, y), grey(x, y), grey(x, y)]).flat();

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const python = ['/usr/bin/python3', 'python3'].find((name) => runs(name, '-c', 'import PIL'));
const magick = runs('convert', '-version');

describe.skipIf(python === undefined)('files that Pillow wrote (skipped without Pillow)', () => {
  let folder = '';
  const at = (name: string) => join(folder, name);
  const valuesOf = async (name: string) => [...(await decodeImage(at(name))).data];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-formats-'));
    execFileSync(python ?? '', ['-c', byPillow, folder]);
    if (!magick) return;
    for (const [source, target, ...args] of byMagick) {
      execFileSync('convert', [at(source), ...args, at(target)]);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['rgb.png', 'rgb.bmp', 'rgb.ppm', 'rgb.tif', 'rgb-lzw.tif', 'rgb.webp'])(
    '%s gives every color as it was',
    async (name) => {
      expect(await valuesOf(name)).toEqual(colors);
    },
  );

  it.each(['grey.png', 'grey.bmp', 'grey.pgm', 'grey.tif'])('%s gives every grey', async (name) => {
    expect(await valuesOf(name)).toEqual(greys);
  });

  it('a bitmap with a palette gives its colors, and one of bits black and white', async () => {
    expect(await valuesOf('palette.bmp')).toEqual(await valuesOf('palette.png'));
    expect(new Set(await valuesOf('bits.bmp'))).toEqual(new Set([0, 255]));
  });

  it('a JPEG comes near', async () => {
    const values = await valuesOf('rgb.jpg');
    const difference = values.reduce((sum, value, i) => sum + Math.abs(value - colors[i]), 0);
    expect(difference / values.length).toBeLessThan(16);
  });

  it.each(['deep.png', 'deep.tif'])('%s gives 16 bits as they were', async (name) => {
    const { frame } = await decodeFrame(at(name));
    expect(frame.data).toEqual(Uint16Array.from(everyPixel(deep)));
  });

  it('16 bits become 8 by the range that is stated, the same for every image', async () => {
    const depthRange = { low: 1000, high: 21_000 };
    const { data } = await decodeImage(at('deep.png'), { depthRange });
    const expected = everyPixel((x, y) =>
      Math.min(255, Math.max(0, Math.round((255 * (deep(x, y) - 1000)) / 20_000))),
    );
    const differences = expected.map((value, i) => Math.abs(value - data[3 * i]));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    // An 8-bit image of the same camera holds the same light in 257 times coarser steps.
    const { data: shallow } = await decodeImage(at('grey.png'), { depthRange });
    expect(shallow[0]).toBe(0);
    expect(shallow[3 * WIDTH * 2]).toBe(Math.round((255 * (10 * 257 - 1000)) / 20_000));
  });

  it('a page is named by its number behind the file, and a missing one is refused', async () => {
    expect(await valuesOf('pages.tif#1')).toEqual(colors);
    expect(await valuesOf('pages.tif#2')).toEqual(greys);
    const mirrored = everyPixel((x, y) => color(WIDTH - 1 - x, y)).flat();
    expect(await valuesOf('pages.tif#3')).toEqual(mirrored);
    for (const name of ['pages.tif#4', 'rgb.png#2', 'rgb.bmp#2']) {
      await expect(decodeImage(at(name))).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    }
    const { warnings } = await loadImage(at('pages.tif'));
    expect(warnings).toEqual(['FIRST_PAGE_ONLY']);
    expect((await loadImage(at('pages.tif#1'))).warnings).toEqual([]);
  });

  it('a file whose own name ends in # and a number is itself', async () => {
    await writeFile(at('part#2'), 'P2 1 1 255 7');
    expect(await valuesOf('part#2')).toEqual([7, 7, 7]);
  });

  it('EXIF orientation is applied', async () => {
    const { height, width, data } = await decodeImage(at('turned.jpg'));
    expect([height, width]).toEqual([WIDTH, HEIGHT]);
    // What was the lower left corner is the upper left one.
    const corner = color(0, HEIGHT - 1);
    corner.forEach((value, channel) => {
      expect(Math.abs(data[channel] - value)).toBeLessThan(40);
    });
  });

  describe.skipIf(!magick)('files that ImageMagick wrote (skipped without ImageMagick)', () => {
    it.each(byMagick.filter(([source]) => source === 'rgb.png').map(([, name]) => name))(
      '%s gives every color as it was',
      async (name) => {
        expect(await valuesOf(name)).toEqual(colors);
      },
    );

    it.each(byMagick.filter(([source]) => source === 'deep.png').map(([, name]) => name))(
      '%s gives 16 bits as they were',
      async (name) => {
        const { frame } = await decodeFrame(at(name));
        expect(frame.data).toEqual(Uint16Array.from(everyPixel(deep)));
      },
    );
  });
});

describe('decoding bombs are refused by the limit without their memory being taken', () => {
  const LIMIT = { code: 'IMAGE_TOO_LARGE' };
  async function grownBy(work: () => Promise<unknown>): Promise<number> {
    const before = process.memoryUsage().rss;
    await work();
    return process.memoryUsage().rss - before;
  }

  it('a PNG of 100 million zeros', async () => {
    const png = pngOfZeros(10_000, 10_000);
    expect(png.length).toBeLessThan(500_000);
    const grown = await grownBy(() => expect(decodeImage(png)).rejects.toMatchObject(LIMIT));
    expect(grown).toBeLessThan(100e6);
  });

  it('a TIFF that claims 2³¹ pixels', async () => {
    const tiff = tiffOf(65_536, 32_768);
    const grown = await grownBy(() => expect(decodeImage(tiff)).rejects.toMatchObject(LIMIT));
    expect(grown).toBeLessThan(100e6);
  });

  it('a WebP that claims 16,383 × 16,383 pixels', async () => {
    // The header of a lossless stream: signature, then 14 bits for each side less 1.
    const stream = Buffer.alloc(64);
    stream[0] = 0x2f;
    stream.writeUInt32LE(16_382 + 16_382 * 2 ** 14, 1);
    const head = Buffer.alloc(20);
    head.write('RIFF');
    head.writeUInt32LE(12 + stream.length, 4);
    head.write('WEBPVP8L', 8);
    head.writeUInt32LE(stream.length, 16);
    const webp = Buffer.concat([head, stream]);
    const grown = await grownBy(() => expect(decodeImage(webp)).rejects.toMatchObject(LIMIT));
    expect(grown).toBeLessThan(100e6);
  });

  it.each(['P5', 'P2'])('a %s graymap that claims more than it holds', async (kind) => {
    await expect(decodeImage(Buffer.from(`${kind} 50000 50000 255 0`))).rejects.toMatchObject(
      LIMIT,
    );
  });
});

/** Grey, 8 bits: deflate makes a thousandth of zeros. */
function pngOfZeros(height: number, width: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const pixels = deflateSync(Buffer.alloc(height * (width + 1)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

/** A little-endian TIFF whose one strip is said to lie in it. */
function tiffOf(width: number, height: number): Buffer {
  const entries = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 200],
    [277, 1],
    [278, height],
    [279, 16],
  ];
  const out = Buffer.alloc(256);
  out.write('II*\0', 'latin1');
  out.writeUInt32LE(8, 4);
  out.writeUInt16LE(entries.length, 8);
  for (const [i, [tag, value]] of entries.entries()) {
    const at = 10 + 12 * i;
    out.writeUInt16LE(tag, at);
    out.writeUInt16LE(4, at + 2);
    out.writeUInt32LE(1, at + 4);
    out.writeUInt32LE(value, at + 8);
  }
  return out;
}

import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { Random } from '../../core/random/index.ts';
import { decodeImage } from '../loadImage.ts';
import * as library from '../loadSharp.ts';
import { decodePng } from './decodePng.ts';

const LIMIT = 80_000_000;
const SIGNATURE = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Smooth enough that every filter has something to do, and with all values of a byte. */
function pixels(height: number, width: number, channels: 1 | 3): Pixels {
  const random = new Random(height * width);
  const data = Uint8Array.from(
    { length: height * width * channels },
    (_, i) => (i >> 3) + random.integer(40),
  );
  return { height, width, channels, data };
}

function chunk(kind: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length);
  bytes.write(kind, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), 8 + data.length);
  return bytes;
}

function header({ height, width, channels }: Pixels, bits = 8, interlacing = 0): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  data.set([bits, channels === 1 ? 0 : 2, 0, 0, interlacing], 8);
  return chunk('IHDR', data);
}

/** The rows of an image, filtered as the PNG specification defines it in chapter 9. */
function filtered(image: Pixels, filterOf: (row: number) => number): Buffer {
  const { height, width, channels, data } = image;
  const rowBytes = width * channels;
  const rows = Buffer.alloc(height * (rowBytes + 1));
  for (let y = 0, at = 0; y < height; y++) {
    const filter = filterOf(y);
    rows[at++] = filter;
    for (let x = 0; x < rowBytes; x++) {
      const own = y * rowBytes + x;
      const left = x < channels ? 0 : data[own - channels];
      const up = y === 0 ? 0 : data[own - rowBytes];
      const corner = x < channels || y === 0 ? 0 : data[own - rowBytes - channels];
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      rows[at++] = data[own] - predicted;
    }
  }
  return rows;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const nearest = [left, up, corner].map((value) => Math.abs(estimate - value));
  return [left, up, corner][nearest.indexOf(Math.min(...nearest))];
}

/** A PNG file with its compressed rows in two chunks. */
function png(image: Pixels, filterOf: (row: number) => number = (row) => row % 5): Buffer {
  const data = deflateSync(filtered(image, filterOf));
  return file(header(image), chunk('IDAT', data.subarray(0, 99)), chunk('IDAT', data.subarray(99)));
}

function file(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

/** The same file with a chunk before its first compressed rows. */
function withChunk(bytes: Buffer, kind: string, data: readonly number[]): Buffer {
  return Buffer.concat([
    bytes.subarray(0, 33),
    chunk(kind, Uint8Array.from(data)),
    bytes.subarray(33),
  ]);
}

const image = pixels(160, 150, 3);
const plain = png(image);

describe('a plain PNG file', () => {
  it.each([0, 1, 2, 3, 4])(
    'has its pixels, whatever the filter of its rows: %i',
    async (filter) => {
      for (const own of [pixels(270, 257, 1), pixels(150, 151, 3), pixels(9000, 8, 1)]) {
        const bytes = png(own, () => filter);
        const { data = [], ...size } = (await decodePng(bytes, LIMIT)) ?? {};
        expect(size).toEqual({ height: own.height, width: own.width, channels: own.channels });
        expect(Buffer.compare(Uint8Array.from(data), own.data)).toBe(0);
      }
    },
  );

  it('has the same pixels as in the image library, and is decoded without it', async () => {
    const load = vi.spyOn(library, 'loadSharp');
    for (const own of [pixels(300, 333, 1), image, pixels(400, 700, 3)]) {
      const bytes = png(own);
      const expected = await sharp(bytes).toColourspace('srgb').raw().toBuffer();
      const { data } = await decodeImage(bytes);
      expect(Buffer.compare(data, expected)).toBe(0);
    }
    expect(load).not.toHaveBeenCalled();
    load.mockRestore();
  });

  it('may state its resolution, its time and sRGB', async () => {
    const stated = withChunk(
      withChunk(withChunk(plain, 'pHYs', [0, 0, 11, 19, 0, 0, 11, 19, 1]), 'sRGB', [0]),
      'tIME',
      [7, 234, 11, 30, 12, 0, 0],
    );
    expect(await decodePng(stated, LIMIT)).toEqual(image);
  });

  it('takes the memory of its rows once: they are inflated in one piece and unfiltered in place', async () => {
    const frame = await decodePng(plain, LIMIT);
    expect(frame?.data.buffer.byteLength).toBe(160 * (150 * 3 + 1) + 1);
  });
});

describe('the image library has the word', () => {
  const flipped = Buffer.from(plain);
  flipped[2000] ^= 1;
  const rows = filtered(image, () => 0);
  const compressed = (data: Buffer) => file(header(image), chunk('IDAT', deflateSync(data)));
  const wrongSum = deflateSync(rows);
  wrongSum[wrongSum.length - 1] ^= 1;
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['with a byte that flipped', flipped],
    ['with a wrong sum of its rows', file(header(image), chunk('IDAT', wrongSum))],
    ['with a row too many', compressed(Buffer.concat([rows, Buffer.alloc(451)]))],
    ['with a row too few', compressed(rows.subarray(451))],
    ['with an unknown filter', png(image, (row) => (row === 100 ? 5 : 0))],
    ['cut short', plain.subarray(0, -12)],
    ['with bytes after its end', Buffer.concat([plain, Buffer.alloc(4)])],
    ['with a color profile', withChunk(plain, 'iCCP', [65, 0, 0])],
    ['with a transparent color', withChunk(plain, 'tRNS', [0, 1, 0, 1, 0, 1])],
    ['with EXIF', withChunk(plain, 'eXIf', [1])],
    ['in 16 bits', file(header(image, 16), chunk('IDAT', deflateSync(rows)))],
    ['interlaced', file(header(image, 8, 1), chunk('IDAT', deflateSync(rows)))],
    ['of few pixels', png(pixels(10, 10, 3))],
    ['of another kind', Buffer.from('not a PNG file')],
  ];

  it.each(cases)('on a file %s', async (_, bytes) => {
    expect(await decodePng(bytes, LIMIT)).toBeNull();
  });

  it('on more pixels than the limit', async () => {
    expect(await decodePng(plain, 160 * 150 - 1)).toBeNull();
    expect(await decodePng(plain, 160 * 150)).not.toBeNull();
  });
});

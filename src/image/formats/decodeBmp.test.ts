import { describe, expect, it } from 'vitest';
import { decodeImage } from '../loadImage.ts';

interface BmpFields {
  readonly height: number;
  readonly width: number;
  readonly bits: number;
  readonly compression?: number;
  /** Palette or masks, as 32-bit words. */
  readonly words?: readonly number[];
  readonly pixels: readonly number[];
}

function bmp({ height, width, bits, compression = 0, words = [], pixels }: BmpFields): Buffer {
  const start = 54 + words.length * 4;
  const bytes = Buffer.alloc(start + pixels.length);
  bytes.write('BM');
  bytes.writeUInt32LE(start, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(bits, 28);
  bytes.writeUInt32LE(compression, 30);
  for (const [i, word] of words.entries()) bytes.writeUInt32LE(word, 54 + i * 4);
  bytes.set(pixels, start);
  return bytes;
}

describe('a bitmap', () => {
  it('of 24 bits has its rows from the bottom up, padded to words, as blue, green, red', async () => {
    const rows = [
      [1, 2, 3, 0],
      [4, 5, 6, 0],
    ];
    const image = await decodeImage(bmp({ height: 2, width: 1, bits: 24, pixels: rows.flat() }));
    expect([image.height, image.width, ...image.data]).toEqual([2, 1, 6, 5, 4, 3, 2, 1]);
  });

  it('of negative height has its rows from the top down', async () => {
    const pixels = [1, 2, 3, 0, 4, 5, 6, 0];
    const image = await decodeImage(bmp({ height: -2, width: 1, bits: 24, pixels }));
    expect([image.height, ...image.data]).toEqual([2, 3, 2, 1, 6, 5, 4]);
  });

  it('of 32 bits loses its alpha, with the usual masks stated or not', async () => {
    const fields = { height: 1, width: 1, bits: 32, pixels: [1, 2, 3, 99] };
    expect([...(await decodeImage(bmp(fields))).data]).toEqual([3, 2, 1]);
    const masks = { compression: 3, words: [0xff0000, 0xff00, 0xff] };
    expect([...(await decodeImage(bmp({ ...fields, ...masks }))).data]).toEqual([3, 2, 1]);
  });

  it('of 8, 4 and 1 bits looks its colors up', async () => {
    const words = [0x0a0b0c, 0x646566];
    const both = [10, 11, 12, 100, 101, 102];
    const size = { height: 1, width: 2, words };
    for (const [bits, first] of [
      [8, 0],
      [4, 0x01],
      [1, 0b01000000],
    ]) {
      const pixels = bits === 8 ? [0, 1, 0, 0] : [first, 0, 0, 0];
      expect([...(await decodeImage(bmp({ ...size, bits, pixels }))).data]).toEqual(both);
    }
  });

  it.each([
    ['compressed', { height: 1, width: 1, bits: 8, compression: 1, pixels: [0, 0, 0, 0] }],
    ['of 16 bits', { height: 1, width: 1, bits: 16, pixels: [0, 0, 0, 0] }],
    [
      'of other masks',
      {
        height: 1,
        width: 1,
        bits: 32,
        compression: 3,
        words: [255, 0xff00, 0xff0000],
        pixels: [0, 0, 0, 0],
      },
    ],
  ])('%s is IMAGE_UNSUPPORTED', async (_, fields) => {
    await expect(decodeImage(bmp(fields))).rejects.toMatchObject({ code: 'IMAGE_UNSUPPORTED' });
  });

  it.each([
    ['cut short', { height: 2, width: 1, bits: 24, pixels: [1, 2, 3, 0, 4, 5, 6] }],
    ['without a width', { height: 2, width: 0, bits: 24, pixels: [] }],
  ])('%s is IMAGE_UNREADABLE', async (_, fields) => {
    await expect(decodeImage(bmp(fields))).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });
});

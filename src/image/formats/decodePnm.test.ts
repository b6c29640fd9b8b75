import { describe, expect, it } from 'vitest';
import { decodeImage } from '../loadImage.ts';

const pnm = (header: string, values: readonly number[]) =>
  Buffer.concat([Buffer.from(header), Uint8Array.from(values)]);

describe('a portable image', () => {
  it('P5 is grey, repeated in the three channels', async () => {
    const image = await decodeImage(pnm('P5\n2 1\n255\n', [10, 32]));
    expect([image.height, image.width, ...image.data]).toEqual([1, 2, 10, 10, 10, 32, 32, 32]);
  });

  it('P6 is red, green, blue; comments in the header are passed over', async () => {
    const image = await decodeImage(
      pnm('P6 # by 12 cameras\n1 # wide\n2\n# deep\n255 ', [1, 2, 3, 4, 5, 6]),
    );
    expect([image.height, image.width, ...image.data]).toEqual([2, 1, 1, 2, 3, 4, 5, 6]);
  });

  it('of 16 and of 12 bits the highest 8 are taken', async () => {
    const wide = await decodeImage(pnm('P5 2 1 65535\n', [0x12, 0xff, 0xff, 0x00]));
    expect([wide.data[0], wide.data[3]]).toEqual([0x12, 0xff]);
    const camera = await decodeImage(pnm('P5 2 1 4095\n', [0x01, 0x2f, 0x0f, 0xff]));
    expect([camera.data[0], camera.data[3]]).toEqual([0x12, 0xff]);
  });

  it('of less than 8 bits is stretched to 0..255', async () => {
    const { data } = await decodeImage(pnm('P5 3 1 15\n', [0, 5, 15]));
    expect([data[0], data[3], data[6]]).toEqual([0, 85, 255]);
  });

  it('P4 and P1 have bits, of which 1 is black, in rows of whole bytes', async () => {
    const grey = async (bytes: Uint8Array) => {
      const { height, width, data } = await decodeImage(bytes);
      return [height, width, ...data.filter((_, i) => i % 3 === 0)];
    };
    const bits = pnm('P4 9 2\n', [0b10100000, 0b10000000, 0, 0]);
    expect(await grey(bits)).toEqual([
      2,
      9,
      0,
      255,
      0,
      ...Array(5).fill(255),
      0,
      ...Array(9).fill(255),
    ]);
    expect(await grey(pnm('P1 # text\n3 2\n101\n0 0 1\n', []))).toEqual([
      2, 3, 0, 255, 0, 255, 255, 0,
    ]);
  });

  it.each([
    ['cut short', pnm('P6 2 1 255\n', [1, 2, 3, 4, 5])],
    ['without a size', pnm('P5 255\n', [1, 2])],
    ['of no width', pnm('P5 0 1 255\n', [1, 2])],
    ['of values beyond 16 bits', pnm('P5 1 1 65536\n', [1, 2])],
    ['with a header of nothing but white space', pnm(`P5${' '.repeat(5000)}`, [])],
    ['of bits, cut short', pnm('P4 9 2\n', [0, 0, 0])],
    ['of digits, cut short', pnm('P1 3 1\n10', [])],
  ])('%s is IMAGE_UNREADABLE', async (_, bytes) => {
    await expect(decodeImage(bytes)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });
});

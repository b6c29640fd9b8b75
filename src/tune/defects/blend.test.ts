import { expect, it } from 'vitest';
import { RgbImage } from '../../core/image/index.ts';
import { blend } from './blend.ts';

const good = new RgbImage(6, 8, new Uint8Array(6 * 8 * 3).fill(100));

it.each([
  ['within the image', { y: 1, x: 2, height: 3, width: 4 }, 3 * 4],
  ['between pixels', { y: 1.4, x: 2.6, height: 2.2, width: 3 }, 3 * 4],
  ['that reaches beyond the image', { y: -5, x: 5, height: 8, width: 100 }, 3 * 3],
  ['beside the image', { y: 20, x: 20, height: 5, width: 5 }, 0],
])('blends in the pixels of a box %s alone, and asks for no others', (_, box, pixels) => {
  const asked: number[] = [];
  const { image, mask } = blend(
    good,
    box,
    (y, x) => asked.push(y * 8 + x) && 1,
    () => [0, 50, 200],
  );
  expect(asked).toHaveLength(pixels);
  expect(mask.filter((marked) => marked === 1)).toHaveLength(pixels);
  for (let pixel = 0; pixel < 6 * 8; pixel++) {
    const color = asked.includes(pixel) ? [0, 50, 200] : [100, 100, 100];
    expect([...image.data.subarray(3 * pixel, 3 * pixel + 3)]).toEqual(color);
  }
});

it('mixes by cover and strength, and marks what is covered by half or more', () => {
  const { image, mask } = blend(
    good,
    { y: 0, x: 0, height: 1, width: 3 },
    (_, x) => [0.25, 0.5, 1][x],
    () => [200, 200, 0],
    0.8,
  );
  expect([...mask.subarray(0, 4)]).toEqual([0, 1, 1, 0]);
  const reds = [0, 1, 2, 3].map((x) => image.data[3 * x]);
  expect(reds).toEqual([120, 140, 180, 100]);
  expect(image.data[8]).toBe(20);
});

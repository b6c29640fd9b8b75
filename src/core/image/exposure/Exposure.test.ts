import { describe, expect, it } from 'vitest';
import { Random } from '../../random/index.ts';
import { RgbImage } from '../RgbImage.ts';
import { disturbances } from '../stress/disturbances.ts';
import { exposureOf, normalizeExposure, usualExposure } from './Exposure.ts';

const [HEIGHT, WIDTH] = [40, 60];
function part(seed: number): RgbImage {
  const random = new Random(seed);
  return new RgbImage(
    HEIGHT,
    WIDTH,
    Uint8Array.from(
      { length: 3 * HEIGHT * WIDTH },
      (_, i) => 60 + (i % 3) * 15 + 90 * random.uniform(),
    ),
  );
}
const difference = (a: RgbImage, b: RgbImage) =>
  a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]), 0) / a.data.length;

describe('a normalized exposure', () => {
  const image = part(1);
  const usual = exposureOf(image);

  it.each(['darker', 'brighter', 'warmer', 'cooler'] as const)(
    'undoes the change "%s" but for rounding',
    (name) => {
      const changed = disturbances[name].apply(image, 10, new Random(1));
      expect(difference(changed, image)).toBeGreaterThan(3);
      const normalized = normalizeExposure(changed, usual);
      expect(difference(normalized, image)).toBeLessThan(1);
      expect(changed).toEqual(disturbances[name].apply(image, 10, new Random(1)));
    },
  );

  it('leaves an image of the usual exposure as it is', () => {
    expect(difference(normalizeExposure(image, usual), image)).toBe(0);
  });

  it('is hardly moved by a defect on a twentieth of the image, which stays as strong', () => {
    const stained = new RgbImage(HEIGHT, WIDTH, image.data.slice());
    const pixels = (HEIGHT * WIDTH) / 20;
    stained.data.fill(0, 0, 3 * pixels);
    const normalized = normalizeExposure(stained, usual);
    const rest = (one: RgbImage) => new RgbImage(38, WIDTH, one.data.slice(3 * pixels));
    expect(difference(rest(normalized), rest(image))).toBeLessThan(6);
    expect(Math.max(...normalized.data.subarray(0, 3 * pixels))).toBeLessThan(20);
  });

  it('follows light up to a factor of 2, and amplifies no flat image', () => {
    const dark = disturbances.darker.apply(image, 80, new Random(1));
    const { low, high } = exposureOf(normalizeExposure(dark, usual));
    expect(high[1] - low[1]).toBeLessThan(0.45 * (usual.high[1] - usual.low[1]));
    const flat = new RgbImage(8, 8, new Uint8Array(192).fill(77));
    const { data } = normalizeExposure(flat, usual);
    expect(new Set(data.filter((_, i) => i % 3 === 0)).size).toBe(1);
  });

  it('is that in the middle of several images', () => {
    const all = [0, 20, 60].map((level) => ({
      low: [level, level, level],
      high: [200 - level, 200, 200 + level / 4],
    }));
    expect(usualExposure(all)).toEqual({ low: [20, 20, 20], high: [180, 200, 205] });
  });
});

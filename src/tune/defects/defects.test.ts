import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RgbImage } from '../../core/image/index.ts';
import { Random } from '../../core/random/index.ts';
import { defectGenerators, type GeneratedDefectType } from './defectGenerators.ts';

function noisyImage(height: number, width: number): RgbImage {
  const data = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 7919) % 251);
  return new RgbImage(height, width, data);
}

const types = Object.keys(defectGenerators) as GeneratedDefectType[];

describe.each(types)('a generated defect of type %s', (type) => {
  const generate = defectGenerators[type];

  it('marks pixels, changes them and their neighbors, and leaves the good image unchanged', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 8, max: 60 }),
        fc.integer({ min: 8, max: 60 }),
        (seed, height, width) => {
          const good = noisyImage(height, width);
          const before = good.data.slice();
          const { image, mask } = generate(good, new Random(seed));
          expect(good.data).toEqual(before);
          expect(mask).toHaveLength(height * width);
          const changed = mask.filter((_, i) =>
            [0, 1, 2].some((c) => image.data[3 * i + c] !== before[3 * i + c]),
          );
          const outside = Array.from(mask.keys()).filter(
            (i) => mask[i] === 0 && image.data[3 * i] !== before[3 * i],
          );
          expect(changed.length).toBeGreaterThan(0);
          expect(mask).toContain(1);
          // What is changed outside of the mask is its soft edge.
          expect(outside.length).toBeLessThanOrEqual(height * width * 0.4);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the same for the same seed and differs for another', () => {
    const good = noisyImage(40, 50);
    const of = (seed: number) => generate(good, new Random(seed)).image.data;
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});

it.each(types)('a generated defect of type %s in a gray image is gray', (type) => {
  const data = Uint8Array.from({ length: 40 * 50 * 3 }, (_, i) => (Math.floor(i / 3) * 7919) % 251);
  const good = new RgbImage(40, 50, data);
  for (let seed = 0; seed < 5; seed++) {
    const { image } = defectGenerators[type](good, new Random(seed));
    for (let i = 0; i < image.data.length; i += 3) {
      expect([image.data[i + 1], image.data[i + 2]]).toEqual([image.data[i], image.data[i]]);
    }
  }
});

it.each([
  ['cut-paste', '4548c9c6daa468df'],
  ['texture', '09a0b85e10276aec'],
  ['scratch', '4aed0c4ba13eb540'],
] as const)(
  'a defect of type %s is to the bit what a pass over the whole image gave',
  (type, expected) => {
    const hash = createHash('sha256');
    for (const [height, width] of [
      [8, 60],
      [61, 9],
      [200, 300],
    ]) {
      for (let seed = 0; seed < 20; seed++) {
        const { image, mask } = defectGenerators[type](noisyImage(height, width), new Random(seed));
        hash.update(image.data).update(mask);
      }
    }
    expect(hash.digest('hex').slice(0, 16)).toBe(expected);
  },
);

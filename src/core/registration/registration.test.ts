import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAffine, RgbImage, rotationAbout, warpImage } from '../image/index.ts';
import { Random } from '../random/index.ts';
import { fft, fft2d, inverseFft2d } from './fft.ts';
import { phaseCorrelation } from './phaseCorrelation.ts';
import { pictureOf } from './Picture.ts';
import { Registration } from './Registration.ts';

describe('fft', () => {
  it('of two and of four values, by hand', () => {
    const two = { re: Float64Array.of(3, 5), im: Float64Array.of(0, 0) };
    fft(two.re, two.im, 2);
    expect([...two.re, ...two.im]).toEqual([8, -2, 0, 0]);
    const four = { re: Float64Array.of(1, 2, 0, 0), im: new Float64Array(4) };
    fft(four.re, four.im, 4);
    for (const [i, expected] of [3, 1, -1, 1].entries())
      expect(four.re[i]).toBeCloseTo(expected, 12);
    for (const [i, expected] of [0, -2, 0, 2].entries())
      expect(four.im[i]).toBeCloseTo(expected, 12);
  });

  it('is the sum that defines it', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 8, 32), fc.nat(1000), (n, seed) => {
        const random = new Random(seed);
        const re = Float64Array.from({ length: n }, () => random.uniform() - 0.5);
        const im = Float64Array.from({ length: n }, () => random.uniform() - 0.5);
        const [real, imaginary] = [re.slice(), im.slice()];
        fft(real, imaginary, n);
        for (let k = 0; k < n; k++) {
          let [sumRe, sumIm] = [0, 0];
          for (let j = 0; j < n; j++) {
            const angle = (-2 * Math.PI * j * k) / n;
            sumRe += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
            sumIm += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
          }
          expect(real[k]).toBeCloseTo(sumRe, 10);
          expect(imaginary[k]).toBeCloseTo(sumIm, 10);
        }
      }),
      { seed: 6, numRuns: 20 },
    );
    expect(() => fft(new Float64Array(6), new Float64Array(6), 6)).toThrow(RangeError);
  });

  it('in two dimensions comes back, and knows a product of waves', () => {
    const random = new Random(2);
    const data = Float32Array.from({ length: 8 * 16 }, () => random.uniform());
    const spectrum = fft2d({ height: 8, width: 16, data });
    inverseFft2d(spectrum);
    for (const [i, value] of data.entries()) {
      expect(spectrum.re[i]).toBeCloseTo(value, 12);
      expect(spectrum.im[i]).toBeCloseTo(0, 12);
    }
    const wave = Float32Array.from({ length: 8 * 16 }, (_, i) =>
      Math.cos((2 * Math.PI * (2 * Math.floor(i / 16))) / 8 + (2 * Math.PI * 3 * (i % 16)) / 16),
    );
    const { re } = fft2d({ height: 8, width: 16, data: wave });
    expect(re[2 * 16 + 3]).toBeCloseTo(64, 4);
    expect(re[6 * 16 + 13]).toBeCloseTo(64, 4);
  });
});

describe('phaseCorrelation', () => {
  it('finds any circular shift, and gives the one that brings the moved picture back', () => {
    const random = new Random(3);
    const [height, width] = [16, 32];
    const data = Float32Array.from({ length: height * width }, () => random.uniform());
    const reference = fft2d({ height, width, data });
    for (const [y, x] of [
      [0, 0],
      [3, -7],
      [-8, 15],
      [7, 16],
    ]) {
      const moved = data.map((_, i) => {
        const row = (Math.floor(i / width) - y + height) % height;
        return data[row * width + (((i % width) - x + width) % width)];
      });
      const found = phaseCorrelation(reference, fft2d({ height, width, data: moved }), 1);
      // Half of the size down is half of it up.
      expect([(found.y + y) % height, (found.x + x) % width].map(Math.abs)).toEqual([0, 0]);
    }
    const other = fft2d({ height: 8, width: 8, data: new Float32Array(64) });
    expect(() => phaseCorrelation(reference, other, 1)).toThrow(RangeError);
  });
});

/** A part of dark bars and dots on grained grey. */
function part(height: number, width: number, seed: number): RgbImage {
  const random = new Random(seed);
  const shapes = new Random(1);
  const bars = Array.from({ length: 9 }, () => ({
    y: (0.2 + 0.6 * shapes.uniform()) * height,
    x: (0.2 + 0.6 * shapes.uniform()) * width,
    down: (0.02 + 0.1 * shapes.uniform()) * height,
    across: (0.02 + 0.1 * shapes.uniform()) * height,
    value: 40 + shapes.integer(160),
  }));
  const data = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++) {
    const [y, x] = [Math.floor(i / width), i % width];
    const bar = bars.find(
      (own) => Math.abs(own.y - y) < own.down && Math.abs(own.x - x) < own.across,
    );
    data.fill((bar?.value ?? 110) + random.integer(12), 3 * i, 3 * i + 3);
  }
  return new RgbImage(height, width, data);
}

describe('Registration', () => {
  const [height, width] = [300, 400];
  const registration = new Registration(pictureOf(part(height, width, 1)).picture);

  it.each([
    { degrees: 0, y: 0, x: 0 },
    { degrees: 0, y: 12, x: -20 },
    { degrees: 4, y: 0, x: 0 },
    { degrees: -7, y: -9, x: 14 },
    { degrees: 1.5, y: 3.4, x: -2.7 },
  ])('finds a part turned by $degrees° and shifted by $y, $x to half a pixel', (motion) => {
    // Its noise moves with no part.
    const planted = rotationAbout({ height, width }, motion.degrees, motion);
    const found = registration.register(warpImage(part(height, width, 2), planted));
    const places = [
      { y: 60, x: 80 },
      { y: 60, x: 320 },
      { y: 240, x: 200 },
    ];
    for (const place of places) {
      const back = applyAffine(planted, applyAffine(found, place));
      expect(Math.hypot(back.y - place.y, back.x - place.x)).toBeLessThan(0.5);
    }
  });

  it('leaves an image as it is that has nothing in common with the reference', () => {
    const plain = new RgbImage(height, width, new Uint8Array(height * width * 3).fill(90));
    const found = registration.register(plain);
    const corner = applyAffine(found, { y: 0, x: 0 });
    expect(Math.hypot(corner.y, corner.x)).toBeLessThan(1e-6);
  });
});

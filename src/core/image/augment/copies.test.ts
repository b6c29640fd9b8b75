import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPlaces } from '../../patches/index.ts';
import { Random } from '../../random/index.ts';
import {
  type Affine,
  applyAffine,
  composeAffine,
  invertAffine,
  rotationAbout,
} from '../affine/Affine.ts';
import { warpImage } from '../affine/warp.ts';
import { RgbImage } from '../RgbImage.ts';
import { makeCopy, planCopies } from './copies.ts';

const number = fc.double({ min: -3, max: 3, noNaN: true });
const affine: fc.Arbitrary<Affine> = fc
  .record({ yy: number, yx: number, y0: number, xy: number, xx: number, x0: number })
  .filter(({ yy, yx, xy, xx }) => Math.abs(yy * xx - yx * xy) > 0.1);
const place = fc.record({ y: number, x: number });

function noise(height: number, width: number): RgbImage {
  const random = new Random(1);
  const data = Uint8Array.from({ length: height * width * 3 }, () => random.integer(256));
  return new RgbImage(height, width, data);
}

describe('affine maps', () => {
  it('one after the other, and back again', () => {
    fc.assert(
      fc.property(affine, affine, place, (first, then, from) => {
        const there = applyAffine(then, applyAffine(first, from));
        const at = applyAffine(composeAffine(first, then), from);
        expect(at.y).toBeCloseTo(there.y, 9);
        expect(at.x).toBeCloseTo(there.x, 9);
        const back = applyAffine(invertAffine(first), applyAffine(first, from));
        expect(back.y).toBeCloseTo(from.y, 6);
        expect(back.x).toBeCloseTo(from.x, 6);
      }),
      { seed: 6 },
    );
  });

  it('a rotation leaves the middle where it is and turns right to up', () => {
    const turn = rotationAbout({ height: 10, width: 20 }, 90);
    const middle = applyAffine(turn, { y: 5, x: 10 });
    const right = applyAffine(turn, { y: 5, x: 14 });
    expect([middle.y, middle.x]).toEqual([5, 10]);
    expect(right.y).toBeCloseTo(1, 9);
    expect(right.x).toBeCloseTo(10, 9);
  });
});

describe('warpImage', () => {
  it('takes whole pixels as they are', () => {
    const image = noise(5, 7);
    expect(warpImage(image, rotationAbout(image, 0)).data).toEqual(image.data);
    const moved = warpImage(image, rotationAbout(image, 0, { y: 1, x: -2 }));
    const at = (y: number, x: number) => [...image.data.slice((y * 7 + x) * 3).slice(0, 3)];
    expect([...moved.data.slice((2 * 7 + 4) * 3).slice(0, 3)]).toEqual(at(3, 2));
    // Beyond the edge its nearest pixel is repeated.
    expect([...moved.data.slice(4 * 7 * 3).slice(0, 3)]).toEqual(at(4, 0));
  });

  it('lies halfway between two pixels', () => {
    const image = new RgbImage(1, 2, Uint8Array.of(0, 10, 20, 100, 30, 20));
    const moved = warpImage(image, rotationAbout(image, 0, { y: 0, x: 0.5 }));
    expect([...moved.data]).toEqual([50, 20, 20, 100, 30, 20]);
  });
});

describe('copies', () => {
  it('are all combinations of the augmentations asked for, except the image itself', () => {
    const size = { height: 4, width: 6 };
    expect(planCopies(size, ['flip'])).toHaveLength(2);
    expect(planCopies(size, ['rotate', 'brightness'])).toHaveLength(8);
    expect(planCopies(size, ['rotate', 'flip', 'brightness'])).toHaveLength(26);
  });

  it('mirrored twice are the image', () => {
    const image = noise(4, 6);
    for (const copy of planCopies(image, ['flip'])) {
      const once = makeCopy(image, copy);
      expect(once.data).not.toEqual(image.data);
      expect(makeCopy(once, copy).data).toEqual(image.data);
    }
  });

  it('are darker and brighter, white at most', () => {
    const image = new RgbImage(1, 1, Uint8Array.of(0, 100, 250));
    const [darker, brighter] = planCopies(image, ['brightness']).map((copy) => [
      ...makeCopy(image, copy).data,
    ]);
    expect(darker).toEqual([0, 90, 225]);
    expect(brighter).toEqual([0, 110, 255]);
  });
});

describe('copyPlaces', () => {
  const size = { height: 40, width: 60 };
  const view = {
    sourceBox: { y: 0, x: 0, ...size },
    toPixels: rotationAbout(size, 0),
    pixels: size,
    share: 1,
  };
  const places = { grid: { height: 4, width: 6 }, cells: null, weights: null };

  it('of a mirror image: each patch comes from the cell across', () => {
    const [{ toSource }] = planCopies(size, ['flip']);
    const { rows, places: from } = copyPlaces(places, { ...view, toSource });
    expect(rows).toHaveLength(24);
    expect([...(from.cells ?? [])].slice(0, 7)).toEqual([5, 4, 3, 2, 1, 0, 11]);
  });

  it('of a rotated copy: corners that show places outside the image are dropped', () => {
    const toSource = rotationAbout(size, 30);
    const { rows, places: from } = copyPlaces(places, { ...view, toSource });
    for (const corner of [0, 5, 18, 23]) expect(rows).not.toContain(corner);
    expect(rows).toContain(8);
    expect(from.cells).toHaveLength(rows.length);
  });

  it('keeps the weights of the patches that stay', () => {
    const cells = Uint32Array.of(0, 7, 8);
    const weights = Float32Array.of(0.25, 0.5, 0.75);
    const toSource = rotationAbout(size, 30);
    const { rows, places: from } = copyPlaces({ ...places, cells, weights }, { ...view, toSource });
    expect([...rows]).toEqual([1, 2]);
    expect([...(from.weights ?? [])]).toEqual([0.5, 0.75]);
  });
});

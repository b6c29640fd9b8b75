import { describe, expect, it } from 'vitest';
import { type DisturbanceName, disturbances, RgbImage } from '../image/index.ts';
import { Random } from '../random/index.ts';
import {
  type Appearance,
  appearanceOf,
  deviationFrom,
  type ImageChange,
  joinAppearance,
  LatestAppearance,
  usualAppearance,
} from './index.ts';

const CELLS = 64;

/** Pictures of a part: slopes and edges in three colors, with the noise of a camera. */
function pictures(count: number, seed: number, gain = 1): RgbImage[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const exposure = gain * (1 + 0.03 * random.gaussian());
    const [phase, side] = [6 * random.uniform(), 128];
    return new RgbImage(
      side,
      side,
      Uint8Array.from({ length: 3 * side * side }, (_, i) => {
        const pixel = Math.floor(i / 3);
        const [y, x] = [Math.floor(pixel / side), pixel % side];
        const shape = Math.sin(x / 9 + phase) + Math.cos(y / 7) > 0.4 ? 150 : 90;
        const noise = 2 * random.gaussian();
        return exposure * (shape + (i % 3) * 12 + x / 8) + noise;
      }),
    );
  });
}
const measure = (images: readonly RgbImage[]) => images.map((one) => appearanceOf(one, CELLS));
const usual = usualAppearance(measure(pictures(24, 1)), CELLS);

function causeIn(images: readonly RgbImage[]) {
  const latest = new LatestAppearance();
  for (const one of measure(images)) latest.add(deviationFrom(usual, one));
  return latest.cause;
}

describe('the likely cause', () => {
  it.each<[DisturbanceName, number, readonly ImageChange[]]>([
    ['brighter', 20, ['brighter']],
    ['darker', 20, ['darker']],
    ['darker middle', 30, ['darker', 'higherContrast']],
    ['brighter middle', 30, ['brighter', 'lowerContrast']],
    ['warmer', 10, ['otherColor']],
    ['cooler', 10, ['otherColor']],
    ['blur', 2, ['blurred']],
    ['noise', 8, ['noisier']],
    ['vignetting', 30, ['darker', 'lowerContrast']],
  ])('of images that are changed by "%s" is named', (name, amount, expected) => {
    const changed = pictures(7, 2).map((image, i) =>
      disturbances[name].apply(image, amount, new Random(i)),
    );
    expect(expected).toContain(causeIn(changed)?.change);
  });

  it('is none in images like those that were learned from', () => {
    expect(causeIn(pictures(7, 3))).toBeNull();
    expect(causeIn([])).toBeNull();
  });

  it('is seen in the fourth of seven, and says by how many spreads', () => {
    const [dark, own] = [pictures(4, 4, 0.7), pictures(3, 5)];
    const cause = causeIn([...own, ...dark]);
    expect(cause?.change).toBe('darker');
    const by = measure(dark).map((one) => deviationFrom(usual, one).brightness);
    expect(by.map(Math.abs)).toContain(cause?.spreads);
    expect(causeIn([...dark.slice(1), ...pictures(4, 6)])).toBeNull();
    expect(causeIn([...dark, ...pictures(4, 6)])).toBeNull();
  });
});

/** Pictures of a disc that lies about the same place on an even ground. */
function discs(count: number, seed: number, { y = 64, x = 64, jitterPx = 1 } = {}): RgbImage[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const [middleY, middleX] = [y + jitterPx * random.gaussian(), x + jitterPx * random.gaussian()];
    return new RgbImage(
      128,
      128,
      Uint8Array.from({ length: 3 * 128 * 128 }, (_, i) => {
        const [py, px] = [Math.floor(i / 384), Math.floor(i / 3) % 128];
        return (Math.hypot(py - middleY, px - middleX) < 30 ? 170 : 80) + 2 * random.gaussian();
      }),
    );
  });
}

describe('a shift', () => {
  const causeOf = (learned: readonly RgbImage[], images: readonly RgbImage[]) => {
    const known = usualAppearance(measure(learned), CELLS);
    const latest = new LatestAppearance();
    for (const one of measure(images)) latest.add(deviationFrom(known, one));
    return latest.cause?.change ?? null;
  };

  it('is named in each direction where parts lie at one place, and not before it is one', () => {
    const learned = discs(24, 11);
    expect(causeOf(learned, discs(7, 12))).toBeNull();
    for (const moved of [{ y: 72 }, { y: 56 }, { x: 72 }, { x: 56 }])
      expect(causeOf(learned, discs(7, 13, moved))).toBe('shifted');
  });

  it('has no name where parts lie anywhere, and in a texture', () => {
    expect(causeOf(discs(24, 14, { jitterPx: 9 }), discs(7, 15, { y: 90 }))).toBeNull();
    const moved = pictures(7, 2).map((image) => disturbances.shift.apply(image, 12));
    expect(causeIn(moved)).toBeNull();
  });
});

describe('what is usual', () => {
  it('has a spread that no single image moves, and never less than an eye sees', () => {
    const all: Appearance[] = measure(pictures(24, 1));
    const black = new RgbImage(128, 128, new Uint8Array(128 * 128 * 3));
    const spoiled = usualAppearance([...all, appearanceOf(black, CELLS)], CELLS);
    expect(Math.abs(spoiled.spread.brightness - usual.spread.brightness)).toBeLessThan(0.01);
    const alike = usualAppearance([all[0], all[0]], CELLS);
    expect(alike.spread.brightness).toBe(0);
    const brighter = { ...all[0], brightness: all[0].brightness + 0.1 };
    expect(deviationFrom(alike, brighter).brightness).toBeCloseTo(5);
  });

  it('is, of two sets of images, about that of all of them; unknown if one is', () => {
    const [a, b] = [measure(pictures(40, 7)), measure(pictures(40, 8, 1.05))];
    const joined = joinAppearance(usualAppearance(a, CELLS), usualAppearance(b, CELLS));
    const all = usualAppearance([...a, ...b], CELLS);
    expect(joined?.images).toBe(80);
    expect(joined?.median.brightness).toBeCloseTo(all.median.brightness, 1);
    expect(joined?.spread.brightness).toBeCloseTo(all.spread.brightness, 1);
    expect(joinAppearance(null, all)).toBeNull();
  });

  it('is measured at the resolution that the network sees: noise of single pixels averages out', () => {
    const [image] = pictures(1, 9);
    const noisy = disturbances.noise.apply(image, 8, new Random(1));
    const grain = (cells: number) =>
      appearanceOf(noisy, cells).grain - appearanceOf(image, cells).grain;
    expect(grain(128)).toBeGreaterThan(grain(16));
  });
});

it('an image of one color, and one of few pixels, have finite traits', () => {
  for (const [side, value] of [
    [64, 0],
    [64, 255],
    [8, 10],
  ]) {
    const image = new RgbImage(side, side, new Uint8Array(side * side * 3).fill(value));
    for (const cells of [2, 4, 16, 4096]) {
      expect(Object.values(appearanceOf(image, cells)).every(Number.isFinite)).toBe(true);
    }
  }
});

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedPath } from '../../test/oracle/sharedFolder.ts';
import {
  appearanceOf,
  deviationFrom,
  type ImageChange,
  LatestAppearance,
  type UsualAppearance,
} from '../core/appearance/index.ts';
import { type DisturbanceName, disturbances, type RgbImage } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import { learnSeen } from './learnSeen.ts';
import { decodeImage } from './loadImage.ts';

/** What is named where an exposure bends the middle is also its contrast. */
const changes: readonly [DisturbanceName, number, readonly ImageChange[]][] = [
  ['darker', 30, ['darker']],
  ['brighter', 30, ['brighter']],
  ['warmer', 10, ['otherColor']],
  ['cooler', 10, ['otherColor']],
  ['blur', 2, ['blurred']],
];
const noise = ['noise', 8, ['noisier']] as const;
const middle = [
  ['darker middle', 30, ['darker', 'higherContrast']],
  ['brighter middle', 30, ['brighter', 'lowerContrast']],
] as const;
const shift = ['shift', 40, ['shifted']] as const;

describe.each([
  // The fibers of plies have fine grain of their own, which varies more than noise of a camera adds, and
  // fabric has no place that it could be shifted from.
  ['plies', changes],
  ['ball-screws', [...changes, noise, ...middle, shift]],
] as const)('how the images of %s look', (name, expected) => {
  const folder = sharedPath(`data/${name}/`);
  const absent = !existsSync(folder);
  const reason = absent ? ' (skipped without ../shared)' : '';
  let usual: UsualAppearance | null = null;
  let good: RgbImage[] = [];

  beforeAll(async () => {
    if (absent) return;
    const pathsOf = async (part: string) =>
      (await readdir(join(folder, part))).sort().map((file) => join(folder, part, file));
    const size = { height: 256, width: 256 };
    const seen = await learnSeen(await pathsOf('train/good'), { resize: size, depthRange: null });
    usual = seen?.appearance ?? null;
    // Spread over all of them: those of one day had its light, and those of plies take turns at three places.
    const tests = await pathsOf('test/good');
    const spread = Array.from(
      { length: 7 },
      (_, i) => tests[Math.floor((i * tests.length) / 7) + (i % 3)],
    );
    good = await Promise.all(spread.map((path) => decodeImage(path)));
  });

  const causeIn = (images: readonly RgbImage[]) => {
    if (usual === null) throw new Error('nothing was learned');
    const latest = new LatestAppearance();
    for (const image of images) latest.add(deviationFrom(usual, appearanceOf(image, usual.cells)));
    return latest.cause;
  };

  it.skipIf(absent)(`names no change in good test images${reason}`, () => {
    expect(causeIn(good)).toBeNull();
  });

  it.skipIf(absent).each(expected)(`names the change "%s" by %d${reason}`, (way, amount, named) => {
    const changed = good.map((image, i) => disturbances[way].apply(image, amount, new Random(i)));
    expect(named).toContain(causeIn(changed)?.change);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FitOptions } from '../../config/index.ts';
import { Random } from '../../core/random/index.ts';
import type { RawFrame } from '../../image/index.ts';
import { fit } from '../fit/fit.ts';
import { recalibrate } from '../revise/recalibrate.ts';
import { update } from '../revise/update.ts';
import { Detector } from './Detector.ts';

const options: FitOptions = {
  resize: { height: 64, width: 64 },
  dimension: 64,
  bankRows: 40,
};

/** Noise on grey, in values from 0 up to the highest. */
function surface(seed: number, height = 64, width = 96): RawFrame {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: height * width }, () => 100 + random.integer(100));
  return { height, width, channels: 1, data };
}

/** The same picture in the lowest 12 of 16 bits. */
function inLowBits({ data, ...frame }: RawFrame): RawFrame {
  return { ...frame, data: Uint16Array.from(data, (value) => value << 4) };
}

describe('warnings of an inspection', () => {
  let folder: string;
  let path: string;
  let detector: Detector;
  const good = Array.from({ length: 6 }, (_, i) => surface(i));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-warnings-'));
    path = join(folder, 'grey.nominal');
    const fitted = await fit(good, options);
    await fitted.save(path);
    await fitted.close();
    detector = await Detector.load(path);
  });
  afterAll(async () => {
    await detector.close();
    await rm(folder, { recursive: true });
  });

  it('name each way in which an image is not of the kind that a model file was fitted from', async () => {
    const tinted = surface(20);
    const data = Uint8Array.from({ length: 3 * tinted.data.length }, (_, i) =>
      i % 3 === 0 ? 255 : tinted.data[Math.floor(i / 3)],
    );
    const cases: [RawFrame, string[]][] = [
      [surface(21), []],
      [inLowBits(surface(21)), ['LOW_BITS']],
      [{ ...tinted, channels: 3, data }, ['OTHER_COLOR']],
      [surface(22, 128, 192), ['OTHER_SIZE']],
      [surface(23, 96, 64), ['OTHER_ASPECT']],
      [surface(24, 32, 1024), ['SQUEEZED', 'OTHER_ASPECT']],
    ];
    for (const [image, warnings] of cases) {
      const inspection = await detector.inspect(image);
      expect(inspection.warnings).toEqual(warnings);
      expect(inspection.toJSON().warnings).toEqual(warnings);
    }
  });

  it('are the same for a file as for its frame, and in parallel', async () => {
    const file = join(folder, 'low.png');
    const { height, width, data } = inLowBits(surface(30));
    const raw = { width, height, channels: 1 as const };
    // sharp takes its raw input in 16 bits from the type of the array.
    await writeFile(file, await sharp(data, { raw }).toColourspace('grey16').png().toBuffer());
    const parallel = await Detector.load(path, { runtime: { workers: 2, threads: 2 } });
    try {
      for await (const result of parallel.inspectAll([file, file]))
        expect('error' in result ? result.error : result.warnings).toEqual(['LOW_BITS']);
    } finally {
      await parallel.close();
    }
  });

  it('come from the fit, too, where its input squeezes the images', async () => {
    const warnings = new Set<string>();
    const scans = Array.from({ length: 3 }, (_, i) => surface(i, 32, 1024));
    const fitted = await fit(scans, options, { onWarning: (warning) => warnings.add(warning) });
    await fitted.close();
    expect([...warnings]).toEqual(['SQUEEZED']);
  });

  it('end once such images are known to be good', async () => {
    const large = Array.from({ length: 3 }, (_, i) => surface(40 + i, 128, 192));
    const { model } = await update(detector, { add: large });
    const calibrated = await recalibrate(detector, large);
    for (const { framing } of [model, calibrated])
      expect(framing.seen?.height).toEqual({ low: 64, high: 128 });
    expect(detector.model.framing.seen?.height).toEqual({ low: 64, high: 64 });
  });
});

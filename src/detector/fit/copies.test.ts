import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../core/random/index.ts';
import { generatePart } from '../../demo/index.ts';
import type { RawFrame } from '../../image/index.ts';
import { firstsAcrossShards, unseenHeldOut } from './shards/copiesAcrossShards.ts';
import type { Detector } from '../inspect/Detector.ts';
import { fit } from './fit.ts';
import { recalibrate, reportDefects } from '../revise/recalibrate.ts';
import { screen } from './screening/screen.ts';
import { update } from '../revise/update.ts';

const size = { height: 96, width: 112 };
const options = { resize: size, dimension: 128, bankRows: 80 };
const costs = { defectShare: 0.01, missCost: 10 };

function part(index: number): RawFrame {
  const { image } = generatePart({ category: 'tile', seed: 1, ...size, index, defect: null });
  return { ...size, channels: 3, data: image.data };
}

/** Another frame of the same part: with noise of one gray level. */
function frameOf({ data, ...rest }: RawFrame, seed: number): RawFrame {
  const random = new Random(seed);
  const noisy = Uint8Array.from(data as Uint8Array, (value) =>
    Math.max(0, Math.min(255, Math.round(value + random.gaussian()))),
  );
  return { ...rest, data: noisy };
}

const parts = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => part(from + i));

describe('copies of an image', () => {
  let once: Detector;
  const images = parts(0, 12);
  const copies = images.slice(0, 5);
  const frames = images.slice(5, 9).map(frameOf);

  beforeAll(async () => {
    once = await fit(images, options);
  });
  afterAll(() => once.close());

  it('count once in a fit, near copies too: the result is the same as without them', async () => {
    const twice = await fit([...images, ...copies, ...frames], options);
    const { model } = twice;
    expect(model.images.map(({ sha256 }) => sha256)).toEqual(
      once.model.images.map(({ sha256 }) => sha256),
    );
    expect(model.copies.map(({ of }) => of)).toEqual(
      model.images.slice(0, 9).map(({ sha256 }) => sha256),
    );
    expect(model.bank.data).toEqual(once.model.bank.data);
    expect(model.calibration.imageScores).toEqual(once.model.calibration.imageScores);
    expect(twice.threshold).toBe(once.threshold);
    expect(twice.summary.support).toEqual(once.summary.support);
    await twice.close();
  });

  it('count once if single images are held out of the bank, and if every patch is kept', async () => {
    for (const own of [
      { ...options, screenImages: 0.2 },
      { ...options, bankRows: undefined, coresetRatio: 1, resize: { height: 48, width: 56 } },
    ]) {
      const [one, two] = [
        await fit(images, own),
        await fit([...frames, ...images, ...copies], own),
      ];
      expect(two.model.calibration.images).toHaveLength(one.model.calibration.images.length);
      expect(two.model.calibration.method).toBe(one.model.calibration.method);
      await one.close();
      await two.close();
    }
  });

  it('count once in a calibration, and none may be of a training image', async () => {
    const good = parts(50, 8);
    const alone = await recalibrate(once, good);
    const model = await recalibrate(once, [...good, ...good.slice(0, 3), frameOf(good[4], 7)]);
    expect(model.calibration.imageScores).toEqual(alone.calibration.imageScores);
    expect(model.changes.at(-1)?.summary).toBe(
      'calibrated on 8 held-out images, 4 copies of them left out',
    );
    await expect(recalibrate(once, [...good, images[3]])).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  it('count once when images are added', async () => {
    const more = parts(70, 6);
    const alone = await update(once, { add: more });
    const again = await update(once, { add: [...more, ...more.slice(2), frameOf(more[0], 3)] });
    expect(again).toMatchObject({ addedImages: 6, knownImages: 0, copies: 5 });
    expect(again.model.calibration.imageScores).toEqual(alone.model.calibration.imageScores);
    expect(again.model.bank.data).toEqual(alone.model.bank.data);
    expect(again.model.copies).toHaveLength(5);
  });

  it('do not hide an image when images are screened', async () => {
    const found: number[] = [];
    const job = { onCopies: (own: readonly unknown[]) => found.push(own.length) };
    const alone = await screen(images, options);
    const ranked = await screen([...images, ...copies], options, job);
    expect(found).toEqual([5]);
    expect(ranked.map(({ imageScore }) => imageScore)).toEqual(
      alone.map(({ imageScore }) => imageScore),
    );
  });

  it('of a good image are refused as defective ones', async () => {
    await expect(
      reportDefects(once, once.model, [part(90), images[2]], costs),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('count once in a fit in shards, also if they are in different shards', async () => {
    const own = { ...options, shardImages: 10 };
    // The second shard holds a copy of each of five images of the first.
    const sharded = await fit([...images.slice(0, 10), ...copies, ...images.slice(10)], own);
    const { images: distinct, copies: left, calibration, rowImages } = sharded.model;
    expect([distinct.length, left.length]).toEqual([12, 5]);
    expect(Math.max(...rowImages)).toBeLessThan(12);
    expect(new Set(calibration.images.map(({ sha256 }) => sha256)).size).toBe(
      calibration.images.length,
    );
    await sharded.close();
  });
});

describe('copies across shards', () => {
  // Images 0-2 and 3-5 are two shards; 4 shows the same as 3, and 3 and 5 as 1.
  const images = { hashes: ['a', 'b', 'c', 'b', 'd', 'b'], firsts: [0, 1, 2, 3, 3, 3] };

  it('lead to the first image of all', () => {
    expect(firstsAcrossShards(images)).toEqual([0, 1, 2, 1, 1, 1]);
  });

  it('do not calibrate where a coreset has seen one, and once where none has', () => {
    expect(unseenHeldOut([0, 3], images)).toEqual([0]);
    expect(unseenHeldOut([1, 3], images)).toEqual([1]);
    expect(() => unseenHeldOut([3], images)).toThrow(/too few images to calibrate on/);
  });
});

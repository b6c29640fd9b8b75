import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FitOptions } from '../../config/index.ts';
import { Random } from '../../core/random/index.ts';
import type { RawFrame } from '../../image/index.ts';
import { Detector } from '../inspect/Detector.ts';
import { fit } from './fit.ts';
import { update } from '../revise/update.ts';

const SIDE = 128;

/** A light disk and a dark square on grained grey, at their places or each at the other's. */
function part(seed: number, swapped = false): RawFrame {
  const random = new Random(seed);
  const [disk, square] = swapped ? [96, 32] : [32, 96];
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const y = Math.floor(i / SIDE) - SIDE / 2;
    const x = i % SIDE;
    const base =
      Math.hypot(y, x - disk) < 16
        ? 200
        : Math.max(Math.abs(y), Math.abs(x - square)) < 14
          ? 40
          : 120;
    return base + random.integer(16);
  });
  return { height: SIDE, width: SIDE, channels: 1, data };
}

const quick = {
  resize: { height: SIDE, width: SIDE },
  dimension: 64,
  coresetRatio: 0.2,
  topShare: 0,
} satisfies FitOptions;
const good = Array.from({ length: 9 }, (_, seed) => part(seed));

/** How far a score lies above those of the good images. */
function excess(detector: Detector, score: number): number {
  return score / Math.max(...detector.model.calibration.imageScores);
}

describe('bank rows that match near their own place', () => {
  it.each<readonly [string, FitOptions]>([
    ['a thinned bank', {}],
    ['all patches', { coresetRatio: 1 }],
    ['shards', { shardImages: 10 }],
  ])('find what is right in itself at the wrong place: %s', async (_, options) => {
    const images =
      options.shardImages === undefined ? good : [...good, ...good.map((_f, i) => part(50 + i))];
    const plain = await fit(images, { ...quick, ...options });
    const placed = await fit(images, { ...quick, ...options, positionRadius: 0.1 });
    try {
      const [anywhere, near] = [
        await plain.inspect(part(20, true)),
        await placed.inspect(part(20, true)),
      ];
      expect(near.verdict).toBe('anomalous');
      expect(excess(placed, near.imageScore)).toBeGreaterThan(
        2 * excess(plain, anywhere.imageScore),
      );
      expect((await placed.inspect(part(21))).verdict).toBe('nominal');
      // What a patch matches was near its place.
      const [{ patch, trainingPatch }] = near.explain();
      expect(Math.abs(patch.row - Math.floor(trainingPatch / 16))).toBeLessThanOrEqual(1);
      expect(Math.abs(patch.column - (trainingPatch % 16))).toBeLessThanOrEqual(1);
    } finally {
      await plain.close();
      await placed.close();
    }
  });

  it('are kept in the model with their places; such a model is not updated', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nominal-places-'));
    const detector = await fit(good, { ...quick, positionRadius: 0.1, augment: ['brightness'] });
    try {
      await detector.save(join(folder, 'model.nominal'));
      const loaded = await Detector.load(join(folder, 'model.nominal'), {
        runtime: { workers: 2 },
      });
      try {
        const expected = await detector.inspect(part(20, true));
        for await (const found of loaded.inspectAll([part(20, true)])) {
          expect(found).toMatchObject({ imageScore: expected.imageScore });
        }
        await expect(update(loaded, { add: [part(30)] })).rejects.toMatchObject({
          code: 'CONFIG_INVALID',
        });
      } finally {
        await loaded.close();
      }
    } finally {
      await detector.close();
      await rm(folder, { recursive: true });
    }
  });

  it.each<readonly [FitOptions]>([
    [{ augment: ['flip'] }],
    [{ reweighting: 'density' }],
    [{ resize: 64 }],
  ])('%j is refused beside them', async (options) => {
    const tall = { ...part(1), height: SIDE * 2, data: new Uint8Array(2 * SIDE * SIDE) };
    const fitting = fit([...good, tall], { ...quick, ...options, positionRadius: 0.1 });
    await expect(fitting).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('need a second image, which has a patch at the same place', async () => {
    await expect(fit([part(1)], { ...quick, positionRadius: 0.1 })).rejects.toMatchObject({
      code: 'TOO_FEW_IMAGES',
    });
  });
});

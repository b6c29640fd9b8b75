import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveRuntimeConfig } from '../../config/index.ts';
import { auroc } from '../../core/metrics/index.ts';
import { generatePart } from '../../demo/index.ts';
import type { RawFrame } from '../../image/index.ts';
import type { Model } from '../../model/index.ts';
import { Detector } from '../inspect/Detector.ts';
import { fit } from '../fit/fit.ts';
import { Pipeline } from '../features/Pipeline.ts';
import { recalibrate, reportDefects } from './recalibrate.ts';
import { update } from './update.ts';

const size = { height: 80, width: 96 };
const options = { resize: size, dimension: 128, coresetRatio: 0.1 };

function part(index: number, defective = false): RawFrame {
  const defect = defective ? 'scratch' : null;
  const { image } = generatePart({ category: 'metal_plate', seed: 2, ...size, index, defect });
  return { ...size, channels: 3, data: image.data };
}

const parts = (from: number, count: number, defective = false) =>
  Array.from({ length: count }, (_, i) => part(from + i, defective));

describe('an updated model', () => {
  let few: Detector;
  let all: Detector;
  const first = parts(0, 24);
  const later = parts(24, 8);

  beforeAll(async () => {
    few = await fit(first, options);
    all = await fit([...first, ...later], options);
  });
  afterAll(async () => {
    await few.close();
    await all.close();
  });

  async function aurocOf(model: Model): Promise<number> {
    const runtime = resolveRuntimeConfig();
    const pipeline = await Pipeline.open(model.config, runtime, model.activationRanges);
    const detector = await Detector.create(model, pipeline);
    const scores: number[] = [];
    for (const source of [...parts(500, 30), ...parts(900, 30, true)]) {
      scores.push((await detector.inspect(source)).imageScore);
    }
    await detector.close();
    return auroc(
      scores,
      scores.map((_, i) => i >= 30),
    );
  }

  it('separates good from defective as well as a full refit does, within 0.005 of image AUROC', async () => {
    const added = await update(few, { add: later });
    const ids = all.model.images.slice(24).map(({ sha256 }) => sha256);
    const removed = await update(all, { remove: ids, refill: first });
    expect(removed.refilledRows).toBeGreaterThan(0);
    const [refitAll, afterAdding] = [await aurocOf(all.model), await aurocOf(added.model)];
    const [refitFew, afterRemoving] = [await aurocOf(few.model), await aurocOf(removed.model)];
    expect(Math.abs(refitAll - afterAdding)).toBeLessThanOrEqual(0.005);
    expect(Math.abs(refitFew - afterRemoving)).toBeLessThanOrEqual(0.005);
    expect(refitFew).toBeGreaterThan(0.8);
  });

  it('holds only rows of the images that are in it, and covers what was added', async () => {
    const { model, addedRows } = await update(few, { add: later });
    expect(model.images).toHaveLength(32);
    expect(model.bank.rows).toBe(few.model.bank.rows + addedRows);
    expect(model.rowImages.slice(few.model.bank.rows).every((image) => image >= 24)).toBe(true);
    const again = await update(few, { add: first.slice(0, 1), remove: ['image 3'] });
    expect(again).toMatchObject({ addedImages: 0, knownImages: 1, removedImages: 1 });
    expect(again.model.images.map(({ name }) => name)).not.toContain('image 3');
    expect(again.model.calibration.images).toHaveLength(23);
    await expect(update(few, { add: first })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('lets a fair sample join the calibration and excludes images that were picked for being rejected', async () => {
    const fair = await update(few, { add: later });
    expect(fair.calibration).toBe('extended');
    expect(fair.model.calibration.imageScores).toHaveLength(32);
    expect(fair.model.calibration.imageScores.slice(24).every((score) => score > 0)).toBe(true);
    few.setThreshold(0);
    const picked = await update(few, { add: later });
    few.setThreshold(null);
    expect(picked.calibration).toBe('kept');
    expect(picked.model.calibration).toEqual(few.model.calibration);
  });

  it('can be calibrated on held-out good images, and defects are reported without moving it', async () => {
    const model = await recalibrate(few, parts(600, 12), { falseRejectRate: 1 / 13 });
    expect(model.calibration).toMatchObject({ method: 'held-out' });
    expect(model.calibration.imageScores).toHaveLength(12);
    expect(model.config.falseRejectRate).toBe(1 / 13);
    const costs = { defectShare: 0.01, missCost: 10 };
    const { atRate, curve } = await reportDefects(few, model, parts(900, 10, true), costs);
    expect(atRate.falseRejectRate).toBe(1 / 13);
    expect(atRate.threshold).toBe(Math.max(...model.calibration.imageScores));
    expect(curve.every(({ detectionRate }) => detectionRate >= 0 && detectionRate <= 1)).toBe(true);
    const seen = recalibrate(few, first.slice(0, 3));
    await expect(seen).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(recalibrate(few, [])).rejects.toMatchObject({ code: 'TOO_FEW_IMAGES' });
  });

  it('is not calibrated for a rate that no threshold has, and says so before it looks at an image', async () => {
    for (const falseRejectRate of [0, 1, 5, Number.NaN]) {
      const looked: unknown[] = [];
      const onProgress = (progress: unknown) => looked.push(progress);
      const refused = recalibrate(few, parts(600, 3), { falseRejectRate }, { onProgress });
      await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
      expect(looked).toEqual([]);
    }
  });

  it('is reported on for costs that exist only', async () => {
    for (const costs of [
      { defectShare: 5, missCost: 10 },
      { defectShare: 0.1, missCost: -1 },
    ]) {
      const refused = reportDefects(few, few.model, parts(900, 2, true), costs);
      await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
  });

  it('stops when it is cancelled', async () => {
    const cancelled = update(few, { add: later }, { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

import { describe, expect, it, vi } from 'vitest';
import { quickOptions } from '../../../test/e2e/parts.ts';
import type { FitOptions } from '../../config/index.ts';
import { Matrix } from '../../core/tensor/index.ts';
import { generatePart } from '../../demo/index.ts';
import type { RawFrame } from '../../image/index.ts';
import type { Model } from '../../model/index.ts';
import { Detector } from '../inspect/Detector.ts';
import { fit } from '../fit/fit.ts';
import { recalibrate } from '../revise/recalibrate.ts';
import { update } from '../revise/update.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 180_000 });

function part(index: number): RawFrame {
  const size = { height: 96, width: 112 };
  const { image } = generatePart({ category: 'tile', seed: 1, index, ...size, defect: null });
  return { ...size, channels: 3, data: image.data };
}
const good = Array.from({ length: 6 }, (_, index) => part(index));

/** A detector as it would be if such numbers passed the reader. */
async function withModel(
  options: FitOptions,
  change: (model: Model) => Model,
  work: (detector: Detector) => Promise<void>,
): Promise<void> {
  const fitted = await fit(good, { ...quickOptions, ...options });
  const changed = await Detector.create(change(fitted.model), fitted.pipeline);
  try {
    await work(changed);
  } finally {
    await fitted.close();
  }
}

const spoiled = (bank: Matrix) =>
  new Matrix(
    bank.rows,
    bank.columns,
    bank.data.map(() => NaN),
  );

describe('a score that is not a finite number', () => {
  it.each<readonly [string, FitOptions, (model: Model) => Model]>([
    ['of the memory bank', {}, (model) => ({ ...model, bank: spoiled(model.bank) })],
    [
      'of the memory bank, where rows match near their place only',
      { positionRadius: 0.2 },
      (model) => ({ ...model, bank: spoiled(model.bank) }),
    ],
    [
      'of the places',
      {},
      (model) => {
        model.places?.mean.data.fill(NaN);
        return model;
      },
    ],
    [
      'of the density around rows',
      { reweighting: 'density', topShare: 0 },
      (model) => ({ ...model, bank: spoiled(model.bank) }),
    ],
  ])('is no verdict, whatever is done with the model: %s', async (_, options, change) => {
    await withModel(options, change, async (detector) => {
      await expect(detector.inspect(part(20))).rejects.toMatchObject({ code: 'NO_SCORE' });
      const outcomes = [];
      for await (const outcome of detector.inspectAll([part(20), part(21)])) outcomes.push(outcome);
      expect(outcomes).toMatchObject([
        { error: { code: 'NO_SCORE' } },
        { error: { code: 'NO_SCORE' } },
      ]);
      expect(detector.drift?.images).toBe(0);
      const others = [part(30), part(31)];
      await expect(recalibrate(detector, others)).rejects.toMatchObject({ code: 'NO_SCORE' });
      if (detector.model.grid !== null) return;
      await expect(update(detector, { add: others })).rejects.toMatchObject({ code: 'NO_SCORE' });
    });
  });
});

describe('a bank of features that the backbone does not give', () => {
  it('is refused when the backbone is opened', async () => {
    const fitted = await fit(good, quickOptions);
    const { model, pipeline } = fitted;
    const { rows, columns } = model.bank;
    const narrow = new Matrix(rows, columns - 1, new Float32Array(rows * (columns - 1)));
    await expect(Detector.create({ ...model, bank: narrow }, pipeline)).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
    });
    await fitted.close();
  });
});

import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedBackboneDirectory, shippedBackbones } from '../../backbone/index.ts';
import type { FitOptions } from '../../config/index.ts';
import { MAP_TAIL_LEVELS } from '../../core/calibration/index.ts';
import { generatePart } from '../../demo/index.ts';
import type { RawFrame } from '../../image/index.ts';
import { Detector } from '../inspect/Detector.ts';
import { fit } from './fit.ts';
import { update } from '../revise/update.ts';

const [shipped] = shippedBackbones;
const built = existsSync(join(shippedBackboneDirectory(shipped), 'model.onnx'));

function frame(index: number, defect: 'stain' | null = null): RawFrame {
  const size = { height: 64, width: 80 };
  const { image } = generatePart({ category: 'tile', seed: 4, ...size, index, defect });
  return { ...size, channels: 3, data: image.data };
}

describe.skipIf(!built)('an ensemble with a bank for each network (skipped without dist)', () => {
  let root: string;
  let twin: string;
  const good = Array.from({ length: 12 }, (_, i) => frame(i));
  const stained = frame(100, 'stain');
  const options: FitOptions = {
    ensemble: 'pvalues',
    resize: { height: 64, width: 80 },
    dimension: 64,
    folds: 3,
    falseRejectRate: 0.1,
  };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-members-'));
    // A twin of the shipped network under another name.
    twin = join(root, 'twin');
    await cp(shippedBackboneDirectory(shipped), twin, { recursive: true });
    const path = join(twin, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...manifest, name: 'twin' }));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('multiplies p-values: of twins each counts twice, and thresholds and verdicts follow', async () => {
    const one = await fit(good, options);
    const two = await fit(good, { ...options, backbone: `${shipped}+${twin}` });
    try {
      expect(two.model.members).toHaveLength(2);
      expect(two.model.bank.columns).toBe(2 * one.model.bank.columns);
      for (const source of [frame(50), frame(51), stained]) {
        const [single, double] = [await one.inspect(source), await two.inspect(source)];
        expect(double.imageScore).toBeCloseTo(2 * single.imageScore, 3);
        expect(double.pValue).toBe(single.pValue);
        expect(double.verdict).toBe(single.verdict);
      }
      expect(two.threshold).toBeCloseTo(2 * one.threshold, 3);
      const { verdict, explain } = await two.inspect(stained);
      expect(verdict).toBe('anomalous');
      expect(explain(3).every(({ trainingImage }) => trainingImage !== undefined)).toBe(true);
    } finally {
      await one.close();
      await two.close();
    }
  });

  it('is the same after it was written and read, and cannot be updated', async () => {
    const fitted = await fit(good, { ...options, backbone: `${shipped}+${twin}` });
    const path = join(root, 'two.nominal');
    await fitted.save(path);
    const loaded = await Detector.load(path);
    try {
      const [before, after] = [await fitted.inspect(stained), await loaded.inspect(stained)];
      expect(after.imageScore).toBe(before.imageScore);
      expect(after.patchScores.data).toEqual(before.patchScores.data);
      await expect(update(loaded, { add: [frame(60)] })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
      });
    } finally {
      await fitted.close();
      await loaded.close();
    }
  });

  it('takes nothing from beyond a region of interest', async () => {
    const roi = join(root, 'roi.json');
    const corner = [
      [0, 0],
      [40, 0],
      [40, 32],
      [0, 32],
    ];
    const zones = [{ name: 'corner', polygons: [corner] }];
    await writeFile(roi, JSON.stringify({ height: 64, width: 80, zones }));
    const one = await fit(good, { ...options, roi });
    const plain = await fit(good, { ...options, roi, ensemble: 'concatenate' });
    try {
      const [{ places, patchTails }] = one.model.members ?? [];
      const level = plain.model.places?.level ?? 0;
      expect(places?.level).toBe(level);
      // Half of the patches of an image lie above the first of its upper values.
      for (let image = 0; image < good.length; image++) {
        const middle = patchTails[image * MAP_TAIL_LEVELS];
        expect(Math.abs(middle - level)).toBeLessThan(0.25 * level);
      }
    } finally {
      await one.close();
      await plain.close();
    }
  });

  it('refuses more images than are held at once', async () => {
    await expect(fit(good, { ...options, shardImages: 10 })).rejects.toThrow(/in shards/);
  });
});

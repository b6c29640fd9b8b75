import { describe, expect, it } from 'vitest';
import { resolveFitConfig, resolveRuntimeConfig } from '../../../config/index.ts';
import { Random } from '../../../core/random/index.ts';
import { generatePart } from '../../../demo/index.ts';
import type { RawFrame } from '../../../image/index.ts';
import { plainFraming } from '../../../model/index.ts';
import type { Progress } from '../../../progress.ts';
import { extractTraining } from '../bank/extractTraining.ts';
import { FeatureStore } from '../bank/FeatureStore.ts';
import { Pipeline } from '../../features/Pipeline.ts';
import { selectAndMeasure } from './selectAndMeasure.ts';
import { SelectingWorkers } from '../bank/SelectingWorkers.ts';

describe('selectAndMeasure', () => {
  it('selects and measures the same on threads as without, the bank before the first image', async () => {
    const size = { height: 64, width: 80 };
    const frames = Array.from({ length: 7 }, (_, index): RawFrame => {
      const { image } = generatePart({ category: 'tile', seed: 4, ...size, index, defect: null });
      return { ...size, channels: 3, data: image.data };
    });
    const config = resolveFitConfig({ resize: size, coresetRatio: 0.2, folds: 3 });
    const pipeline = await Pipeline.open(config, resolveRuntimeConfig(), null, plainFraming);
    const store = await FeatureStore.create(pipeline.backbone.dimension);
    const phases: Progress['phase'][] = [];
    const job = { onProgress: ({ phase }: Progress) => void phases.push(phase) };
    const training = await extractTraining(frames, store, config, pipeline, job);
    const fitting = () => ({
      ...training.patches,
      random: new Random(3),
      rows: null,
      workers: null,
    });
    const workers = new SelectingWorkers(2, fitting().points);
    try {
      const alone = await selectAndMeasure(fitting());
      phases.length = 0;
      const sideBySide = await selectAndMeasure({ ...fitting(), workers });
      expect(sideBySide).toEqual(alone);
      expect(phases.lastIndexOf('coreset')).toBeLessThan(phases.indexOf('calibrate'));
      expect(phases.filter((phase) => phase === 'calibrate')).toHaveLength(7);
    } finally {
      await workers.close();
      await store.close();
      await pipeline.close();
    }
  });
});

import { describe, expect, it } from 'vitest';
import { type FitOptions, resolveFitConfig, resolveRuntimeConfig } from '../../../config/index.ts';
import { generatePart } from '../../../demo/index.ts';
import type { RawFrame } from '../../../image/index.ts';
import { plainFraming } from '../../../model/index.ts';
import type { Progress } from '../../../progress.ts';
import { Pipeline } from '../../features/Pipeline.ts';
import { Detector } from '../../inspect/Detector.ts';
import { fitModel } from '../fit.ts';

const size = { height: 64, width: 80 };
const frames = Array.from({ length: 10 }, (_, index): RawFrame => {
  const { image } = generatePart({ category: 'tile', seed: 4, ...size, index, defect: null });
  return { ...size, channels: 3, data: image.data };
});

async function fitFrom(images: readonly RawFrame[], options: FitOptions, phases: Progress[] = []) {
  const config = resolveFitConfig({ resize: size, standardization: 'none', ...options });
  const pipeline = await Pipeline.open(config, resolveRuntimeConfig(), null, plainFraming);
  const job = { onProgress: (progress: Progress) => void phases.push(progress) };
  const model = await fitModel([...images], config, pipeline, job);
  return Detector.create({ ...model, activationRanges: null, framing: plainFraming }, pipeline);
}

describe('a training image is measured', () => {
  it.each<[string, FitOptions, number]>([
    ['a thinned bank', { coresetRatio: 0.2 }, 0.04],
    ['a bank of every patch', { coresetRatio: 1 }, 1e-6],
    ['several neighbors', { coresetRatio: 0.2, neighbors: 3 }, 0.04],
    ['rows near their place', { coresetRatio: 0.2, positionRadius: 0.2 }, 0.06],
    ['scores by density', { coresetRatio: 0.2, reweighting: 'density', topShare: 0 }, 0.08],
  ])('as a fit of all others would measure it: %s', async (_, options, tolerance) => {
    const all = await fitFrom(frames, options);
    const { imageScores, method } = all.model.calibration;
    await all.close();
    expect(method).toBe('leave-one-out');
    let sum = 0;
    for (const [i, frame] of frames.entries()) {
      const others = await fitFrom(
        frames.filter((one) => one !== frame),
        options,
      );
      const { imageScore } = await others.inspect(frame);
      await others.close();
      const ratio = imageScores[i] / imageScore;
      expect(Math.abs(ratio - 1)).toBeLessThan(3 * tolerance);
      sum += ratio;
    }
    expect(Math.abs(sum / frames.length - 1)).toBeLessThan(tolerance);
  });

  it('after the bank was selected, with progress that never falls', async () => {
    const progress: Progress[] = [];
    await (await fitFrom(frames, { coresetRatio: 0.2 }, progress)).close();
    const phases = progress.map(({ phase }) => phase);
    expect(phases.lastIndexOf('coreset')).toBeLessThan(phases.indexOf('calibrate'));
    const done = progress.flatMap((one) => (one.phase === 'calibrate' ? [one.doneImages] : []));
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(frames.length);
  });
});

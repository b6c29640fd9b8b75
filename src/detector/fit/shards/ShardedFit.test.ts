import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FitOptions, resolveFitConfig, resolveRuntimeConfig } from '../../../config/index.ts';
import { plainNearestRows } from '../../../core/neighbors/index.ts';
import { generatePart } from '../../../demo/index.ts';
import type { ImageSource, RawFrame } from '../../../image/index.ts';
import type { Detector } from '../../inspect/Detector.ts';
import { joinParts } from '../../features/ExtractedImage.ts';
import { fit } from '../fit.ts';
import { Pipeline } from '../../features/Pipeline.ts';
import { readShards } from './readShards.ts';

function frame(index: number, defect: 'stain' | null = null): RawFrame {
  const size = { height: 80, width: 96 };
  const { image } = generatePart({ category: 'tile', seed: 4, ...size, index, defect });
  return { ...size, channels: 3, data: image.data };
}

const options: FitOptions = {
  resize: { height: 80, width: 96 },
  dimension: 96,
  coresetRatio: 0.2,
  standardization: 'none',
};

describe('a fit in shards', () => {
  const good = Array.from({ length: 35 }, (_, i) => frame(i));
  let temporary: string;
  let detector: Detector;

  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'nominal-shards-'));
    detector = await fit(good, { ...options, shardImages: 10 });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  afterAll(async () => {
    await detector.close();
    await rm(temporary, { recursive: true });
  });

  it('keeps the share of all rows that it saw, each with its origin', async () => {
    const { model } = detector;
    const patches = 10 * 12;
    // One image of every shard is held out.
    expect(model.bank.rows).toBe(Math.floor(0.2 * (35 - 4) * patches));
    expect(model.images).toHaveLength(35);
    const pipeline = await Pipeline.open(model.config, resolveRuntimeConfig({}), null);
    for (const row of [0, 7, model.bank.rows - 1]) {
      const source = good[model.rowImages[row]];
      const { features } = await featuresOf(source, pipeline);
      expect([...features.row(model.rowPatches[row])]).toEqual([...model.bank.row(row)]);
    }
    await pipeline.close();
  });

  it('calibrates on images that no row came from', () => {
    const { calibration, images, rowImages } = detector.model;
    expect(calibration.method).toBe('held-out');
    expect(calibration.imageScores).toHaveLength(4);
    const used = new Set([...rowImages].map((image) => images[image].sha256));
    for (const { sha256 } of calibration.images) expect(used.has(sha256)).toBe(false);
  });

  it('covers every patch within the radius that it states', async () => {
    const { model } = detector;
    // The projection shortens distances little, so the full space is held against twice the radius.
    const pipeline = await Pipeline.open(model.config, resolveRuntimeConfig({}), null);
    const used = new Set(model.rowImages);
    for (const image of [...used].slice(0, 5)) {
      const { features } = await featuresOf(good[image], pipeline);
      const { distances } = plainNearestRows(model.bank, features, 1);
      expect(Math.max(...distances)).toBeLessThan(2 * (model.coveringRadius ?? 0));
    }
    await pipeline.close();
    const whole = await fit(good, options);
    expect(model.coveringRadius).toBeGreaterThanOrEqual(whole.model.coveringRadius ?? Infinity);
    await whole.close();
  });

  it('distinguishes a stain from good parts', async () => {
    const nominal = await detector.inspect(frame(60));
    const stained = await detector.inspect(frame(100, 'stain'));
    expect(stained.imageScore).toBeGreaterThan(1.5 * nominal.imageScore);
  });

  it('takes a stream, and gives the same for the same images', async () => {
    const stream = (async function* () {
      for (const source of good) yield await Promise.resolve(source);
    })();
    const again = await fit(stream, { ...options, shardImages: 10 });
    expect(again.model.bank.data).toEqual(detector.model.bank.data);
    expect(again.model.calibration).toEqual(detector.model.calibration);
    await again.close();
  });

  it('holds the projected rows of all shards in one piece of memory, one after the other', async () => {
    const config = resolveFitConfig({ ...options, shardImages: 10 });
    const pipeline = await Pipeline.open(config, resolveRuntimeConfig({}), null);
    const memories: ArrayBufferLike[] = [];
    for await (const { fitting } of readShards(good, config, pipeline, {}))
      memories.push(fitting.points.data.buffer);
    await pipeline.close();
    expect(memories).toHaveLength(4);
    expect(new Set(memories).size).toBe(1);
  });

  it('that is cancelled in its second shard leaves nothing behind', async () => {
    vi.stubEnv('TMPDIR', temporary);
    const controller = new AbortController();
    const fitting = fit(
      good,
      { ...options, shardImages: 10 },
      {
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.phase === 'extract' && progress.doneImages > 12) controller.abort();
        },
      },
    );
    await expect(fitting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await readdir(temporary)).filter((name) => name.includes('nominal'))).toEqual([]);
  });

  it('is the same as from all images at once if they fit into one shard', async () => {
    const one = await fit(good.slice(0, 12), { ...options, shardImages: 12 });
    const whole = await fit(good.slice(0, 12), options);
    expect(one.model.bank.data).toEqual(whole.model.bank.data);
    expect(one.model.calibration.method).toBe('leave-one-out');
    await one.close();
    await whole.close();
  });
});

async function featuresOf(source: ImageSource, pipeline: Pipeline) {
  const [{ parts }] = await pipeline.extract([await pipeline.prepare(source)]);
  return joinParts(parts);
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAP_TAIL_LEVELS } from '../../core/calibration/index.ts';
import { plainNearestRows } from '../../core/neighbors/index.ts';
import { generatePart } from '../../demo/index.ts';
import { NominalError } from '../../errors/index.ts';
import type { ImageSource, RawFrame } from '../../image/index.ts';
import { describeAlarms } from './describeAlarms.ts';
import { Detector } from './Detector.ts';
import { fit } from '../fit/fit.ts';
import type { Inspection, InspectionFailure } from './Inspection.ts';

function frame(index: number, defect: 'stain' | null = null): RawFrame {
  const size = { height: 80, width: 96 };
  const { image } = generatePart({ category: 'tile', seed: 4, ...size, index, defect });
  return { ...size, channels: 3, data: image.data };
}

describe('Detector', () => {
  let root: string;
  let detector: Detector;
  const good = Array.from({ length: 20 }, (_, i) => frame(i));
  const stained = frame(100, 'stain');

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-detector-'));
    detector = await fit(oneByOne(good), {
      resize: { height: 80, width: 96 },
      dimension: 128,
      bankRows: 150,
    });
    await detector.save(join(root, 'tile.nominal'));
  });
  afterAll(async () => {
    await detector.close();
    await rm(root, { recursive: true });
  });

  async function load(falseRejectRate?: number): Promise<Detector> {
    const path = join(root, 'tile.nominal');
    return Detector.load(path, falseRejectRate === undefined ? {} : { falseRejectRate });
  }

  async function inspectedBy(
    inspecting: Detector,
    sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  ): Promise<Inspection[]> {
    const all: Inspection[] = [];
    for await (const result of inspecting.inspectAll(sources)) {
      if ('error' in result) throw result.error;
      all.push(result);
    }
    return all;
  }

  it('is fitted from an async iterable of raw frames and distinguishes a stain from a good part', async () => {
    expect(detector.model.images).toHaveLength(20);
    expect(detector.model.images[3].name).toBe('image 3');
    expect((await detector.inspect(frame(50))).verdict).toBe('nominal');
    const inspection = await detector.inspect(stained);
    expect(inspection.verdict).toBe('anomalous');
    expect(inspection.path).toBeNull();
    expect(inspection.regions.length).toBeGreaterThan(0);
    expect(inspection.pValue).toBeCloseTo(1 / 21, 12);
  });

  it('is fitted from one image, whose quadrants are held out in turn to set a threshold', async () => {
    const options = { resize: { height: 80, width: 96 }, dimension: 128, bankRows: 60 };
    const one = await fit([good[0]], options);
    try {
      expect(one.model.calibration.imageScores).toHaveLength(1);
      expect(one.summary.heldRate).toBe(0.5);
      expect(one.threshold).toBeGreaterThan(0);
      expect((await one.inspect(good[0])).imageScore).toBeLessThan(one.threshold);
      const [calm, spoiled] = [await one.inspect(frame(50)), await one.inspect(stained)];
      expect(spoiled.imageScore).toBeGreaterThan(calm.imageScore);
      const again = await fit([good[0]], { ...options, reweighting: 'density' });
      expect(again.threshold).not.toBe(one.threshold);
      await again.close();
    } finally {
      await one.close();
    }
    await expect(fit([], options)).rejects.toMatchObject({ code: 'TOO_FEW_IMAGES' });
    // A tap of stride 16 makes one patch of 16 pixels.
    const single = { taps: ['block_10_expand'], resize: 16, crop: 16, dimension: 64 };
    await expect(fit([good[0]], single)).rejects.toMatchObject({ code: 'TOO_FEW_IMAGES' });
  });

  it('has place statistics from three images on, if all images share one patch grid', async () => {
    const options = { dimension: 64, bankRows: 20, standardization: 'place' } as const;
    const wide: RawFrame = { height: 80, width: 128, channels: 1, data: new Uint8Array(80 * 128) };
    const fixed = { ...options, resize: { height: 64, width: 64 } };
    const cases = [
      { images: good.slice(0, 2), options: fixed, places: false },
      { images: good.slice(0, 3), options: fixed, places: true },
      {
        images: good.slice(0, 3),
        options: { ...fixed, standardization: 'none' as const },
        places: false,
      },
      { images: [...good.slice(0, 3), wide], options: { ...options, resize: 64 }, places: false },
    ];
    for (const { images, options: fitOptions, places } of cases) {
      const fitted = await fit(images, fitOptions);
      expect(fitted.model.places !== null).toBe(places);
      await fitted.close();
    }
  });

  it('gives identical scores, maps and thresholds after it is saved and loaded', async () => {
    const loaded = await load();
    try {
      expect(loaded.model).toEqual(detector.model);
      expect([loaded.threshold, loaded.pixelThreshold]).toEqual([
        detector.threshold,
        detector.pixelThreshold,
      ]);
      for (const source of [good[0], frame(50), stained]) {
        const [before, after] = [await detector.inspect(source), await loaded.inspect(source)];
        expect(after.imageScore).toBe(before.imageScore);
        expect(after.patchScores).toEqual(before.patchScores);
        expect(after.regions).toEqual(before.regions);
        expect(after.anomalyMap()).toEqual(before.anomalyMap());
      }
    } finally {
      await loaded.close();
    }
  });

  it('gives the same score to a path, encoded bytes, and frames of 3 and 4 channels', async () => {
    const { height, width, data } = stained;
    const png = await sharp(data, { raw: { height, width, channels: 3 } })
      .png()
      .toBuffer();
    await writeFile(join(root, 'part.png'), png);
    const rgba = Uint8Array.from({ length: height * width * 4 }, (_, i) =>
      i % 4 === 3 ? i % 251 : data[Math.floor(i / 4) * 3 + (i % 4)],
    );
    const sources: ImageSource[] = [
      join(root, 'part.png'),
      png,
      stained,
      { height, width, channels: 4, data: rgba },
    ];
    const results = await inspectedBy(detector, sources);
    expect(new Set(results.map(({ imageScore }) => imageScore)).size).toBe(1);
    expect(results.map(({ path }) => path)).toEqual([join(root, 'part.png'), null, null, null]);
  });

  it('gives the same score to a frame of 1 channel and to one that repeats it', async () => {
    const { height, width, data } = stained;
    const grey = data.filter((_, i) => i % 3 === 0);
    const repeated = Uint8Array.from(data, (_, i) => grey[Math.floor(i / 3)]);
    const [one, three] = await inspectedBy(detector, [
      { height, width, channels: 1, data: grey },
      { height, width, channels: 3, data: repeated },
    ]);
    expect(one.imageScore).toBe(three.imageScore);
    expect([one.image.height, one.image.width]).toEqual([height, width]);
  });

  it('reports images that cannot be inspected in their place, and the others in order', async () => {
    await writeFile(join(root, 'text.png'), 'no image');
    const sources: ImageSource[] = [
      good[0],
      join(root, 'text.png'),
      Uint8Array.of(1, 2, 3),
      stained,
      { ...stained, width: 95 },
      join(root, 'absent.png'),
      good[1],
    ];
    const results: unknown[] = [];
    for await (const result of detector.inspectAll(sources)) {
      results.push('error' in result ? [result.path, result.error.code] : result.imageScore);
    }
    expect(results).toEqual([
      (await detector.inspect(good[0])).imageScore,
      [join(root, 'text.png'), 'IMAGE_UNREADABLE'],
      [null, 'IMAGE_UNREADABLE'],
      (await detector.inspect(stained)).imageScore,
      [null, 'IMAGE_UNREADABLE'],
      [join(root, 'absent.png'), 'INPUT_NOT_FOUND'],
      (await detector.inspect(good[1])).imageScore,
    ]);
  });

  it('gives the same inspections, in the same order, when workers measure in parallel', async () => {
    const path = join(root, 'side-by-side.nominal');
    await detector.save(path);
    const team = await Detector.load(path, { runtime: { threads: 2, workers: 2 } });
    const deep: RawFrame = {
      ...good[0],
      data: Uint16Array.from(good[0].data, (value) => 257 * value),
    };
    const frames = [stained, ...good.slice(0, 5)];
    const sources = [...frames, deep, join(root, 'absent.png'), stained];
    const flat = (result: Inspection | InspectionFailure) =>
      'error' in result
        ? [result.path, result.error.code, result.error.message]
        : [
            result.imageScore,
            result.pValue,
            result.regions,
            result.explain(2),
            result.anomalyMap(),
            result.image,
          ];
    const of = async (inspecting: Detector) => {
      const all: unknown[] = [];
      for await (const result of inspecting.inspectAll(sources)) all.push(flat(result));
      return all;
    };
    try {
      const alone = await of(detector);
      expect(await of(team)).toEqual(alone);
      // A second stream finds the workers where the first left them.
      expect(await of(team)).toEqual(alone);
    } finally {
      await team.close();
    }
  });

  it('answers a live source frame by frame: the next may wait for the verdict on the last', async () => {
    const verdicts: string[] = [];
    async function* camera(): AsyncGenerator<RawFrame> {
      for (const [i, shot] of [good[0], stained, good[1], good[2]].entries()) {
        yield shot;
        while (verdicts.length <= i) await new Promise((done) => setTimeout(done, 1));
      }
    }
    for await (const result of detector.inspectAll(camera())) {
      if ('verdict' in result) verdicts.push(result.verdict);
    }
    expect(verdicts).toEqual(['nominal', 'anomalous', 'nominal', 'nominal']);
  });

  it('has a threshold that falls as more good parts may be rejected, with verdicts to match', async () => {
    const images = [...Array.from({ length: 8 }, (_, i) => frame(50 + i)), stained];
    let previous = {
      threshold: Number.POSITIVE_INFINITY,
      pixel: Number.POSITIVE_INFINITY,
      anomalous: 0,
    };
    for (const rate of [0.02, 0.1, 0.3, 0.6, 0.9]) {
      const loaded = await load(rate);
      try {
        expect(loaded.falseRejectRate).toBe(rate);
        // 20 images resolve a rate of 1 / 21.
        expect(loaded.summary.heldRate).toBe(Math.max(rate, 1 / 21));
        const results = await inspectedBy(loaded, images);
        for (const { imageScore, verdict } of results) {
          expect(verdict).toBe(imageScore > loaded.threshold ? 'anomalous' : 'nominal');
        }
        const anomalous = results.filter(({ verdict }) => verdict === 'anomalous').length;
        expect(loaded.threshold).toBeLessThan(previous.threshold);
        expect(loaded.pixelThreshold).toBeLessThan(previous.pixel);
        expect(anomalous).toBeGreaterThanOrEqual(previous.anomalous);
        previous = { threshold: loaded.threshold, pixel: loaded.pixelThreshold, anomalous };
      } finally {
        await loaded.close();
      }
    }
    expect(previous.anomalous).toBeGreaterThan(1);
  });

  it('has the threshold of the lowest rate that its images resolve, and a higher one only if that is asked for', async () => {
    const rate = 0.001;
    const usual = await Detector.load(join(root, 'tile.nominal'), { falseRejectRate: rate });
    const asked = await Detector.load(join(root, 'tile.nominal'), {
      falseRejectRate: rate,
      extrapolate: true,
    });
    try {
      const { imageScores } = usual.model.calibration;
      expect(usual.threshold).toBe(Math.max(...imageScores));
      expect(usual.summary).toMatchObject({ heldRate: 1 / 21, thresholdExtrapolated: false });
      expect(asked.threshold).toBeGreaterThan(usual.threshold);
      expect(asked.pixelThreshold).toBeGreaterThan(usual.pixelThreshold);
      expect(asked.summary).toMatchObject({ heldRate: 1 / 21, thresholdExtrapolated: true });
      usual.setFalseRejectRate(rate, true);
      expect(usual.threshold).toBe(asked.threshold);
      expect(usual.model.config.extrapolate).toBe(true);
    } finally {
      await usual.close();
      await asked.close();
    }
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses a false-reject rate of %d', async (rate) => {
    await expect(load(rate)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('scores every training image with a bank that has not seen it', () => {
    const { imageScores, mapTails } = detector.model.calibration;
    expect([imageScores.length, mapTails.length]).toEqual([20, 20 * MAP_TAIL_LEVELS]);
    expect(imageScores.every((score) => score > 0)).toBe(true);
  });

  it('scores every training image by all patches of all others if the bank is full', async () => {
    const fitted = await fit(good.slice(0, 5), {
      resize: { height: 64, width: 64 },
      dimension: 48,
      coresetRatio: 1,
      standardization: 'none',
    });
    const { model } = fitted;
    expect(model.calibration.method).toBe('leave-one-out');
    for (let image = 0; image < 5; image++) {
      const others = [...model.rowImages.keys()].filter((row) => model.rowImages[row] !== image);
      const own = [...model.rowImages.keys()].filter((row) => model.rowImages[row] === image);
      const { distances } = plainNearestRows(model.bank.gather(others), model.bank.gather(own), 1);
      expect(model.calibration.imageScores[image]).toBeCloseTo(Math.max(...distances), 5);
    }
    await fitted.close();
  });

  it('takes another rate, or a threshold set by hand, without the images, and keeps it in the file', async () => {
    const loaded = await load();
    const path = join(root, 'changed.nominal');
    const atModelRate = loaded.threshold;
    loaded.setFalseRejectRate(0.5);
    expect(loaded.threshold).toBeLessThan(atModelRate);
    expect(loaded.summary.support).toMatchObject({
      images: 20,
      falseRejectRate: 0.5,
      moreImages: 0,
    });
    await loaded.save(path);
    const again = await Detector.load(path);
    expect([again.falseRejectRate, again.threshold]).toEqual([0.5, loaded.threshold]);
    again.setThreshold(123);
    expect((await again.inspect(stained)).verdict).toBe('nominal');
    await again.save(path);
    const third = await Detector.load(path);
    expect(third.threshold).toBe(123);
    third.setThreshold(null);
    expect(third.threshold).toBe(loaded.threshold);
    expect(() => third.setThreshold(-1)).toThrow(NominalError);
    const byRate = await Detector.load(path, { falseRejectRate: 0.5 });
    expect(byRate.threshold).toBe(loaded.threshold);
    for (const open of [loaded, again, third, byRate]) await open.close();
  });

  it('says that its 20 images are too few for 1 %, and how many are missing', () => {
    expect(detector.summary.support).toMatchObject({ smallestRate: 1 / 21, moreImages: 79 });
    expect(detector.summary.support.interval.low).toBe(0);
    expect(detector.summary.tail?.exceedances).toBe(8);
    expect(detector.summary.tailFit?.pValue).toBeGreaterThan(0);
  });

  it('marks a p-value below what counting can resolve, and tells a stain from a rare good part', async () => {
    const [rare, ordinary] = [await detector.inspect(stained), await detector.inspect(frame(50))];
    expect(rare.pValueExtrapolated).toBe(true);
    expect(rare.tailPValue).toBeLessThan(rare.pValue);
    expect(ordinary.pValueExtrapolated).toBe(false);
  });

  it('shows rarity on one scale: good parts stay under 1 in 100 000 pixels, a stain does not', async () => {
    const highest = ({ rarityMap }: Inspection) => Math.max(...rarityMap().data);
    expect(highest(await detector.inspect(frame(50)))).toBeLessThan(5.5);
    expect(highest(await detector.inspect(stained))).toBeGreaterThan(7);
  });

  it('names the training patch that the highest patch is nearest to', async () => {
    const { explain, patchScores, regions } = await detector.inspect(stained);
    const [first, second] = explain(2);
    expect(first.score).toBe(Math.max(...patchScores.data));
    expect(first.score).toBeGreaterThanOrEqual(second.score);
    expect(detector.model.images).toContainEqual(first.trainingImage);
    expect(detector.model.rowPatches[first.bankRow]).toBe(first.trainingPatch);
    const { x, y, width, height } = first.box;
    const [cx, cy] = [x + width / 2, y + height / 2];
    expect(
      regions.some((r) => cx >= r.x && cx <= r.x + r.width && cy >= r.y && cy <= r.y + r.height),
    ).toBe(true);
  });

  it('notices that parts which still pass score higher than they used to', async () => {
    const loaded = await load(0.05);
    const lit = (index: number): RawFrame => {
      const part = frame(index);
      return { ...part, data: part.data.map((value) => Math.min(255, value * 1.3 + 8)) };
    };
    for (let i = 0; i < 30; i++) await loaded.inspect(frame(200 + i));
    expect(loaded.drift?.drifted).toBe(false);
    loaded.restartDriftTest();
    loaded.setThreshold(1e6);
    let last = await loaded.inspect(lit(300));
    expect(last.cause).toBeNull();
    for (let i = 1; i < 60 && loaded.drift?.drifted !== true; i++)
      last = await loaded.inspect(lit(300 + i));
    expect(loaded.drift).toMatchObject({ drifted: true, direction: 'up', falseAlarmRate: 0.01 });
    expect(last.cause).toMatchObject({ change: 'brighter' });
    expect(last.appearance?.brightness).toBeGreaterThan(2);
    const [drift, cause] = describeAlarms(last);
    expect(drift).toContain('scores rise');
    expect(cause).toContain('the latest images are brighter than the training images');
    loaded.restartDriftTest();
    expect(loaded.drift).toMatchObject({ drifted: false, images: 0, evidence: 1 });
    await loaded.close();
  });

  it('raises an alarm for a run of rejects, which says nothing of drift, and ends it as images pass', async () => {
    const loaded = await load(0.05);
    const { interval } = loaded.summary.support;
    expect(loaded.rejects).toMatchObject({
      alarm: false,
      evidence: 1,
      highestShare: interval.high,
    });
    let last = await loaded.inspect(frame(50));
    for (let i = 0; i < 6; i++) last = await loaded.inspect(stained);
    expect(last.rejects).toMatchObject({ alarm: true, run: { images: 6, rejected: 6 } });
    expect(JSON.parse(JSON.stringify(last))).toMatchObject({
      rejects: { alarm: true, run: { images: 6, rejected: 6 } },
      drift: { drifted: false, direction: null },
    });
    for (let i = 0; i < 20 && loaded.rejects?.alarm === true; i++) await loaded.inspect(frame(51));
    expect(loaded.rejects?.alarm).toBe(false);
    loaded.setThreshold(0);
    expect(loaded.rejects).toBeNull();
    await loaded.close();
  });

  it('gives a map of the size of the image, and regions within it above the pixel threshold', async () => {
    const { image, anomalyMap, regions } = await detector.inspect(stained);
    const map = anomalyMap();
    expect([map.height, map.width]).toEqual([image.height, image.width]);
    for (const { x, y, width, height, maxScore } of regions) {
      expect(maxScore).toBeGreaterThan(detector.pixelThreshold);
      expect(x + width).toBeLessThanOrEqual(image.width);
      expect(y + height).toBeLessThanOrEqual(image.height);
    }
  });
});

async function* oneByOne(images: readonly ImageSource[]): AsyncGenerator<ImageSource> {
  for (const image of images) yield await Promise.resolve(image);
}

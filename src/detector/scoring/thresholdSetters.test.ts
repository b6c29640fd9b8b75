import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatePart } from '../../demo/index.ts';
import type { RawFrame } from '../../image/index.ts';
import { decodeModel, encodeModel } from '../../model/index.ts';
import { fit } from '../fit/fit.ts';
import { changeThreshold } from '../revise/changeThreshold.ts';
import { removeImages } from '../revise/removeImages.ts';
import type { Detector } from '../inspect/Detector.ts';
import { thresholdSetters } from './thresholdSetters.ts';

const size = { height: 96, width: 128 };

function frame(index: number, defect: 'scratch' | 'stain' | null = null): RawFrame {
  const { image } = generatePart({ category: 'tile', seed: 6, ...size, index, defect });
  return { ...size, channels: 3, data: image.data };
}

/** A bright fiber, 3 pixels wide, on the 8th of the good images. */
const fiber = { y: 60, x: 24, height: 3, width: 28 };
const FIBER_AT = 7;

function withFiber({ data, ...rest }: RawFrame): RawFrame {
  const spoiled = Uint8Array.from(data);
  for (let y = fiber.y; y < fiber.y + fiber.height; y++) {
    const start = 3 * (y * size.width + fiber.x);
    spoiled.fill(255, start, start + 3 * fiber.width);
  }
  return { ...rest, data: spoiled };
}

describe('the good images that set the threshold', () => {
  const options = { resize: size, dimension: 128, coresetRatio: 0.25 };
  const clean = Array.from({ length: 24 }, (_, i) => frame(i));
  const good = clean.map((image, i) => (i === FIBER_AT ? withFiber(image) : image));
  let detector: Detector;

  beforeAll(async () => {
    detector = await fit(good, options);
  });
  afterAll(() => detector.close());

  it('are led by the one with a fiber, whose place covers the fiber, and the threshold falls without it', () => {
    const { images, thresholdWithoutAll } = thresholdSetters(detector.model);
    expect(images).toHaveLength(1);
    const [{ name, imageScore, place, thresholdWithout }] = images;
    expect(name).toBe(detector.model.images[FIBER_AT].name);
    expect(imageScore).toBe(detector.threshold);
    expect(thresholdWithout).toBeLessThan(0.8 * detector.threshold);
    expect(thresholdWithoutAll).toBe(thresholdWithout);
    if (place === null) throw new Error('the place is known');
    const { box } = place;
    expect(place.image).toEqual(size);
    // The box covers the middle of the fiber, and reaches no more than two patches beyond it.
    const patch = 8;
    expect(box.y).toBeLessThanOrEqual(fiber.y);
    expect(box.y + box.height).toBeGreaterThanOrEqual(fiber.y + fiber.height);
    expect(box.x).toBeLessThan(fiber.x + fiber.width / 2);
    expect(box.x + box.width).toBeGreaterThan(fiber.x + fiber.width / 2);
    expect(box.y).toBeGreaterThan(fiber.y - 2 * patch);
    expect(box.y + box.height).toBeLessThan(fiber.y + fiber.height + 2 * patch);
    expect(box.x).toBeGreaterThan(fiber.x - 2 * patch);
    expect(box.x + box.width).toBeLessThan(fiber.x + fiber.width + 2 * patch);
  });

  it('cost detection: more defects are found at the threshold without it', async () => {
    const [{ thresholdWithout }] = thresholdSetters(detector.model).images;
    const scores: number[] = [];
    for (let i = 0; i < 12; i++) {
      scores.push((await detector.inspect(frame(100 + i, 'scratch'))).imageScore);
    }
    const found = (threshold: number) => scores.filter((score) => score > threshold).length;
    expect(found(thresholdWithout ?? 0)).toBeGreaterThan(found(detector.threshold));
  });

  it('are more at a higher rate, and stay the same in the file', () => {
    const model = changeThreshold(detector.model, null, { falseRejectRate: 0.1, threshold: null });
    const { images } = thresholdSetters(model);
    // 0.1 · 25 = 2.5: between the second and the third.
    expect(images).toHaveLength(3);
    const scores = images.map(({ imageScore }) => imageScore);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(thresholdSetters(decodeModel(encodeModel(model), 'x')).images).toEqual(images);
  });

  it('are others once the image is removed, with the threshold that was named', () => {
    const [{ name, thresholdWithout }] = thresholdSetters(detector.model).images;
    const model = removeImages(detector.model, [name]);
    const [next] = thresholdSetters(model).images;
    expect(next.name).not.toBe(name);
    expect(next.imageScore).toBe(thresholdWithout);
    expect(next.place).not.toBeNull();
  });

  it('are named for each zone with its own rate, and none for one whose threshold was set by hand', () => {
    const { model } = detector;
    const { calibration, framing } = model;
    const runs = [0, size.height * size.width];
    const zone = { falseRejectRate: null, threshold: null, runs };
    const zones = [
      { ...zone, name: 'left' },
      { ...zone, name: 'right', falseRejectRate: 0.1 },
      { ...zone, name: 'rim', threshold: 2 },
    ];
    const zoned = {
      ...model,
      framing: { ...framing, roi: { ...size, zones } },
      calibration: {
        ...calibration,
        zoneScores: Float32Array.from(
          [...calibration.imageScores].flatMap((score, i) => [score / 2, i, 1]),
        ),
      },
    };
    const setters = thresholdSetters(zoned);
    expect(setters.images).toEqual([]);
    const [left, right, rim] = setters.zones;
    expect(left.images.map(({ name }) => name)).toEqual([model.images[FIBER_AT].name]);
    expect(left.images[0].place).toBeNull();
    expect(right.images.map(({ imageScore }) => imageScore)).toEqual([23, 22, 21]);
    expect(right).toMatchObject({ name: 'right', thresholdWithoutAll: 18.8 });
    expect(rim.images).toEqual([]);
  });

  it('are none if the threshold was set by hand, and their places are unknown in older files', () => {
    const { model } = detector;
    expect(thresholdSetters({ ...model, threshold: 3 }).images).toEqual([]);
    const older = { ...model, calibration: { ...model.calibration, peaks: null } };
    expect(thresholdSetters(older).images[0].place).toBeNull();
  });
});

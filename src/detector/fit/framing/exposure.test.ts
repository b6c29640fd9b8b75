import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { disturbances } from '../../../core/image/index.ts';
import { Random } from '../../../core/random/index.ts';
import { generatePart } from '../../../demo/index.ts';
import type { RawFrame } from '../../../image/index.ts';
import { Detector } from '../../inspect/Detector.ts';
import { fit } from '../fit.ts';

const SIDE = 96;
const partOf = (index: number) =>
  generatePart({
    ...{ category: 'tile', seed: 3, index, defect: null },
    ...{ height: SIDE, width: SIDE },
  }).image;
const frame = (index: number): RawFrame => ({ ...partOf(index), channels: 3 });
const warm = (index: number): RawFrame => {
  const darker = disturbances.darker.apply(partOf(index), 10, new Random(1));
  return { ...disturbances.warmer.apply(darker, 20, new Random(1)), channels: 3 };
};
const quick = { resize: { height: SIDE, width: SIDE }, dimension: 64, bankRows: 120 };

it('a fit that normalizes the exposure scores images in another light about as in its own, also from its file', async () => {
  const images = Array.from({ length: 10 }, (_, i) => frame(i));
  const folder = await mkdtemp(join(tmpdir(), 'nominal-exposure-'));
  try {
    await using plain = await fit(images, quick);
    await using normalizing = await fit(images, { ...quick, normalizeExposure: true });
    expect(plain.model.framing.exposure).toBeNull();
    const path = join(folder, 'part.nominal');
    await normalizing.save(path);
    await using loaded = await Detector.load(path);
    expect(loaded.model.framing.exposure).toEqual(normalizing.model.framing.exposure);
    const riseOf = async (detector: Detector) => {
      let rise = 0;
      for (const index of [50, 51, 52]) {
        const [own, other] = [frame(index), warm(index)];
        const { imageScore } = await detector.inspect(own);
        const inspection = await detector.inspect(other);
        // What is shown and kept is the image as it came.
        expect(inspection.image.data).toEqual(other.data);
        rise += inspection.imageScore / imageScore - 1;
      }
      return rise / 3;
    };
    const [before, after] = [await riseOf(plain), await riseOf(loaded)];
    expect(before).toBeGreaterThan(0.05);
    expect(Math.abs(after)).toBeLessThan(before / 3);
  } finally {
    await rm(folder, { recursive: true });
  }
});

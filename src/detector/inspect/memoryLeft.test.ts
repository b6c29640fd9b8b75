import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../core/random/index.ts';
import type { ImageSource, RawFrame } from '../../image/index.ts';
import { fit } from '../fit/fit.ts';
import type { Detector } from './Detector.ts';

const SIDE = 512;
const PATCHES = 24 ** 2;
const FEATURE_BYTES = 4 * PATCHES * 1024;
const PIXEL_BYTES = 3 * SIDE ** 2;

/** Noise, which PNG cannot compress: the file is about as large as its pixels. */
function surface(seed: number): RawFrame {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: PIXEL_BYTES }, () => random.integer(256));
  return { height: SIDE, width: SIDE, channels: 3, data };
}

describe('memory outside the heap that an inspection leaves to the garbage collection', () => {
  let folder: string;
  let detector: Detector;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-memory-'));
    const good = Array.from({ length: 4 }, (_, i) => surface(i));
    detector = await fit(good, { resize: { height: 192, width: 192 }, bankRows: 200 });
  });
  afterAll(async () => {
    await detector.close();
    await rm(folder, { recursive: true });
  });

  /** The most that one inspection added: a collection in between only takes away. */
  async function mostLeft(source: ImageSource): Promise<number> {
    await detector.inspect(source);
    const left: number[] = [];
    for (let i = 0; i < 8; i++) {
      const before = process.memoryUsage().arrayBuffers;
      await detector.inspect(source);
      left.push(process.memoryUsage().arrayBuffers - before);
    }
    return Math.max(...left);
  }

  it('is less than half of the patch features for a raw frame', async () => {
    expect(await mostLeft(surface(10))).toBeLessThan(FEATURE_BYTES / 2);
  });

  it('is that and the pixels for a file', async () => {
    const path = join(folder, 'noise.png');
    const { data } = surface(11);
    await sharp(data, { raw: { height: SIDE, width: SIDE, channels: 3 } })
      .png()
      .toFile(path);
    expect(await mostLeft(path)).toBeLessThan(PIXEL_BYTES + FEATURE_BYTES / 2);
  });

  it('does not take part in the results: a stream of images gives what they give one at a time', async () => {
    const images = [surface(20), surface(21), surface(22)];
    const scores: number[] = [];
    for await (const result of detector.inspectAll(images)) {
      if ('error' in result) throw result.error;
      scores.push(result.imageScore);
    }
    const alone: number[] = [];
    for (const image of images) alone.push((await detector.inspect(image)).imageScore);
    expect(scores).toEqual(alone);
  });
});

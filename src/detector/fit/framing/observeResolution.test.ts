import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { resolveFitConfig } from '../../../config/index.ts';
import type { Resolution } from '../../../core/image/index.ts';
import type { ImageSource, RawFrame } from '../../../image/index.ts';
import { observeResolution, readResolution } from './observeResolution.ts';

const config = resolveFitConfig();

function frame(height: number, width: number): RawFrame {
  return { height, width, channels: 3, data: new Uint8Array(height * width * 3) };
}

async function* stream(images: readonly ImageSource[]) {
  for (const image of images) yield await Promise.resolve(image);
}

describe('what a fit tells of the size of its images', () => {
  it('comes once, and a stream still has all of its images afterwards', async () => {
    const images = Array.from({ length: 40 }, () => frame(64, 256));
    const told: Resolution[] = [];
    const job = { onResolution: (resolution: Resolution) => told.push(resolution) };
    const all = await observeResolution(stream(images), config, job);
    const seen: ImageSource[] = [];
    for await (const image of all) seen.push(image);
    expect(seen).toEqual(images);
    expect(told).toHaveLength(1);
    expect(told[0].image).toEqual({ height: 64, width: 256 });
  });

  it('is nothing where there is no image, or nobody to be told', async () => {
    const told: Resolution[] = [];
    const job = { onResolution: (resolution: Resolution) => told.push(resolution) };
    await observeResolution([], config, job);
    expect(told).toEqual([]);
    const images = [frame(64, 256)];
    expect(await observeResolution(images, config, {})).toBe(images);
  });

  it('is about images as they are shown: a camera that was turned stores them on their side', async () => {
    const { data, ...size } = frame(64, 256);
    const raw = { width: size.width, height: size.height, channels: size.channels };
    const turned = await sharp(data, { raw }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { image } = await readResolution([turned], config);
    expect(image).toEqual({ height: 256, width: 64 });
  });

  it('reads sizes of formats that have no library behind them', async () => {
    const pgm = Buffer.concat([Buffer.from('P5\n48 32\n255\n'), Buffer.alloc(48 * 32)]);
    expect((await readResolution([pgm], config)).image).toEqual({ height: 32, width: 48 });
  });
});

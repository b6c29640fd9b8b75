import { describe, expect, it } from 'vitest';
import type { FitOptions } from '../../../config/index.ts';
import { generatePart } from '../../../demo/index.ts';
import type { RawFrame } from '../../../image/index.ts';
import { fit } from '../fit.ts';

const size = { height: 128, width: 128 };

async function isByPlace(category: 'gear' | 'tile', options: FitOptions = {}): Promise<boolean> {
  const frames = Array.from({ length: 20 }, (_, index): RawFrame => {
    const { image } = generatePart({ category, seed: 2, ...size, index, defect: null });
    return { ...size, channels: 3, data: image.data };
  });
  const detector = await fit(frames, {
    resize: size,
    dimension: 128,
    coresetRatio: 0.1,
    ...options,
  });
  await detector.close();
  return detector.model.places !== null;
}

describe('whether scores are standardized by place', () => {
  it('is decided by the good images: yes for parts that lie alike, no for gears at any angle', async () => {
    expect(await isByPlace('tile')).toBe(true);
    expect(await isByPlace('gear')).toBe(false);
  });

  it('can be decided by hand', async () => {
    expect(await isByPlace('tile', { standardization: 'none' })).toBe(false);
    expect(await isByPlace('gear', { standardization: 'place' })).toBe(true);
  });
});

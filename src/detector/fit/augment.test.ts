import { describe, expect, it } from 'vitest';
import type { FitOptions } from '../../config/index.ts';
import { Random } from '../../core/random/index.ts';
import type { RawFrame } from '../../image/index.ts';
import { fit } from './fit.ts';

const SIDE = 96;

/** Noise that differs from place to place. */
function surface(seed: number): RawFrame {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i % SIDE) + random.integer(60));
  return { height: SIDE, width: SIDE, channels: 1, data };
}

function mirrored({ data, ...size }: RawFrame): RawFrame {
  const across = Uint8Array.from(data, (_, i) => data[i - (i % SIDE) + SIDE - 1 - (i % SIDE)]);
  return { ...size, data: across };
}

/** Its left half as it is, and again in the mirror. */
function symmetric(seed: number): RawFrame {
  const frame = surface(seed);
  const across = mirrored(frame).data;
  return { ...frame, data: Uint8Array.from(frame.data, (v, i) => Math.max(v, across[i])) };
}

const full = {
  resize: { height: SIDE, width: SIDE },
  dimension: 64,
  coresetRatio: 1,
  standardization: 'none',
  topShare: 0,
} satisfies FitOptions;

describe('augmented fits', () => {
  it('recognize mirror images of their training images, and name the patches at their true places', async () => {
    const good = [surface(1), surface(2)];
    const plain = await fit(good, full);
    const augmented = await fit(good, { ...full, augment: ['flip'] });
    try {
      const turned = mirrored(good[0]);
      expect((await plain.inspect(turned)).imageScore).toBeGreaterThan(0.2);
      const known = await augmented.inspect(turned);
      expect(known.imageScore).toBeLessThan(1e-3);
      const [{ patch, trainingPatch, trainingImage }] = known.explain();
      expect(trainingImage).toBe(augmented.model.images[0]);
      expect(trainingPatch).toBe(patch.row * 12 + 11 - patch.column);
      expect(augmented.model.bank.rows).toBe(3 * plain.model.bank.rows);
    } finally {
      await plain.close();
      await augmented.close();
    }
  });

  it.each([1, 0.9])(
    'a bank of %d of the patches is calibrated without the copies of the image that is measured',
    async (coresetRatio) => {
      // Its own mirror image would know a symmetric image by heart.
      const good = [symmetric(1), symmetric(2), symmetric(3)];
      const detector = await fit(good, { ...full, coresetRatio, augment: ['flip'] });
      try {
        const { imageScores } = detector.model.calibration;
        expect(imageScores).toHaveLength(3);
        for (const score of imageScores) expect(score).toBeGreaterThan(0.2);
      } finally {
        await detector.close();
      }
    },
  );

  it('one image is calibrated by quadrants, and tiles and regions go together with copies', async () => {
    const augment: FitOptions['augment'] = ['rotate', 'flip', 'brightness'];
    for (const options of [{}, { resize: null, tile: 64, overlap: 16 }]) {
      const detector = await fit([surface(1)], {
        ...full,
        ...options,
        coresetRatio: 0.1,
        augment,
      });
      try {
        expect(detector.model.calibration.imageScores[0]).toBeGreaterThan(0);
        expect((await detector.inspect(surface(1))).anomalyMap().height).toBe(SIDE);
      } finally {
        await detector.close();
      }
    }
  });
});

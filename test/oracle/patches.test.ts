import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { patchFeatures } from '../../src/core/patches/index.ts';
import { FeatureMap } from '../../src/core/tensor/index.ts';
import { readFloatNpy } from './readNpy.ts';
import { sharedPath } from './sharedFolder.ts';

function readMap(path: string): FeatureMap {
  const { shape, data } = readFloatNpy(path);
  return new FeatureMap(shape[1], shape[2], shape[3], data);
}

describe.each(['40-112', '336-672', '512-1024'])('taps of %s channels', (channels) => {
  const folder = sharedPath(`oracle/embed-${channels}/`);
  it.skipIf(!existsSync(folder))(
    'give the patch features of the original implementation to 1e-5 (skipped without ../shared)',
    () => {
      const maps = ['layer2', 'layer3'].map((name) => readMap(`${folder}${name}.npy`));
      const expected = readFloatNpy(`${folder}patch_features.npy`);
      const features = patchFeatures(maps);
      expect([features.rows, features.columns]).toEqual(expected.shape);
      let worst = 0;
      for (const [i, value] of expected.data.entries()) {
        worst = Math.max(worst, Math.abs(value - features.data[i]));
      }
      expect(worst).toBeLessThan(1e-5);
    },
  );
});

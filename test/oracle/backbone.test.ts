import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackboneSession } from '../../src/backbone/index.ts';
import { readFloatNpy } from './readNpy.ts';
import { sharedPath } from './sharedFolder.ts';

const backbone = sharedPath('backbones/resnet50v2-imagenet/');
const endToEnd = sharedPath('oracle/end-to-end/');

describe.skipIf(!existsSync(backbone) || !existsSync(endToEnd))(
  'resnet50v2-imagenet against the original implementation (skipped without ../shared)',
  () => {
    let session: BackboneSession;
    beforeAll(async () => {
      session = await BackboneSession.open({ backbone, taps: ['layer2', 'layer3'], threads: 2 });
    });
    afterAll(() => session.close());

    it('gives the same patch features of the same input to 1e-4 of the largest', async () => {
      const { shape, data } = readFloatNpy(`${endToEnd}input_0.npy`);
      const expected = readFloatNpy(`${endToEnd}patch_features_0.npy`);
      const { features, gridHeight, gridWidth } = await session.extract(
        data,
        1,
        shape[2],
        shape[3],
      );
      expect([gridHeight, gridWidth]).toEqual([28, 28]);
      expect([features.rows, features.columns]).toEqual(expected.shape);
      let worst = 0;
      let largest = 0;
      for (const [i, value] of expected.data.entries()) {
        worst = Math.max(worst, Math.abs(value - features.data[i]));
        largest = Math.max(largest, Math.abs(value));
      }
      expect(worst / largest).toBeLessThan(1e-4);
    });
  },
);

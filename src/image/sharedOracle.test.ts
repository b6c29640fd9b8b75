import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFloatNpy } from '../../test/oracle/readNpy.ts';
import { sharedPath } from '../../test/oracle/sharedFolder.ts';
import { normalize, planPreprocess, preprocess } from '../core/image/index.ts';
import { decodeImage } from './loadImage.ts';

const folder = sharedPath('oracle/end-to-end/');
const absent = !existsSync(folder);
const imagenet = {
  color: 'RGB',
  range: [0, 1],
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;

describe.skipIf(absent)(
  'network input against the original implementation (skipped without ../shared)',
  () => {
    it('of a JPEG is within 2 grey levels everywhere and 0.5 on average', async () => {
      const expected = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as {
        test: readonly string[];
      };
      const oracle = readFloatNpy(`${folder}input_0.npy`).data;
      const image = await decodeImage(sharedPath(expected.test[0]));
      const plan = planPreprocess(image, { resize: 256, crop: 224 });
      const input = new Float32Array(3 * 224 * 224);
      normalize(preprocess(image, plan), imagenet, input);
      expect(oracle.length).toBe(input.length);
      let largest = 0;
      let sum = 0;
      for (let i = 0; i < input.length; i++) {
        const std = imagenet.std[Math.floor(i / (224 * 224))];
        const levels = Math.abs(input[i] - oracle[i]) * std * 255;
        largest = Math.max(largest, levels);
        sum += levels;
      }
      expect(largest).toBeLessThanOrEqual(2);
      expect(sum / input.length).toBeLessThanOrEqual(0.5);
    });
  },
);

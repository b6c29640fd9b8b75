import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fit } from '../index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-dataset-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the folder of a whole data set', () => {
  it.each([
    ['cap', 'train/good', 'test'],
    ['sheet', 'train/ok', 'test'],
    ['vial', 'train/good', 'test_public'],
    ['plain', 'good', 'defective'],
  ])('is not learned from, and its good images are named: %s', async (name, good, test) => {
    const whole = join(folder, name);
    await mkdir(join(whole, good), { recursive: true });
    await mkdir(join(whole, test), { recursive: true });
    await expect(fit(whole)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`Name ${join(whole, good)}`) as string,
    });
    await expect(fit(join(whole, good))).rejects.toMatchObject({ code: 'INPUT_EMPTY' });
  });
});

import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imagesTrainedOn } from './checks.ts';
import { firstsByContent } from './files/firstsByContent.ts';
import { defectiveSample, goodSample } from './Sample.ts';
import { splitGood } from './splitGood.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-roles-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function files(contents: readonly string[]): Promise<string[]> {
  const paths = contents.map((_, i) => join(folder, `${i}.png`));
  for (const [i, content] of contents.entries()) await writeFile(paths[i], content);
  return paths;
}

describe('the same image under several names', () => {
  it('is recognized by its bytes, as a copy, as a link, and page by page', async () => {
    const paths = await files(['one', 'two', 'one', 'three']);
    await symlink('1.png', join(folder, 'link.png'));
    const pages = [`${paths[3]}#1`, `${paths[3]}#2`, `${paths[3]}#1`];
    const all = [...paths, join(folder, 'link.png'), ...pages];
    expect(await firstsByContent(all)).toEqual([0, 1, 0, 3, 1, 5, 6, 5]);
  });

  it('is never on both sides of a random split, which is unchanged without copies', async () => {
    const different = await files(Array.from({ length: 10 }, (_, i) => `part ${i}`));
    const plain = await splitGood(different, folder, { seed: 3 });
    expect([plain.train.length, plain.test.length]).toEqual([8, 2]);
    const twins = await files(Array.from({ length: 20 }, (_, i) => `part ${i % 10}`));
    for (let seed = 0; seed < 5; seed++) {
      const { train, test } = await splitGood(twins, folder, { seed });
      const kindOf = (path: string) => twins.indexOf(path) % 10;
      const trained = new Set(train.map(kindOf));
      expect(test.filter((path) => trained.has(kindOf(path)))).toEqual([]);
      expect(train.length + test.length).toBe(20);
    }
    const same = await files(['a', 'a', 'a']);
    await expect(splitGood(same, folder, {})).rejects.toMatchObject({ code: 'TOO_FEW_IMAGES' });
  });

  it('is named if it trains and tests, and refused if it is good and defective', async () => {
    const [a, b, c, a2, d, b2] = await files(['a', 'b', 'c', 'a', 'd', 'b']);
    const dataset = {
      name: 'folders',
      category: 'part',
      train: [goodSample(a, 'train'), goodSample(b, 'train')],
      testGood: [goodSample(c, 'test'), goodSample(a2, 'test')],
      testDefective: [defectiveSample(d, 'scratch', null)],
    };
    expect(await imagesTrainedOn(dataset)).toEqual([a2]);
    const wrong = [defectiveSample(b2, 'scratch', null)];
    await expect(imagesTrainedOn({ ...dataset, testDefective: wrong })).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      details: { good: b, defective: b2 },
    });
  });
});

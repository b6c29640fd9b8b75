import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertWritable } from './assertWritable.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-writable-'));
  await writeFile(join(folder, 'file'), '');
});
afterEach(() => rm(folder, { recursive: true }));

describe('assertWritable', () => {
  it.each(['new', 'file', 'some/folders/below/new'])(
    'lets %s pass and makes nothing',
    async (name) => {
      await assertWritable(join(folder, name));
      expect(await readdir(folder)).toEqual(['file']);
    },
  );

  it.each([
    ['.', 'a folder of this name exists'],
    ['file/new', 'is not a folder'],
    ['file/below/new', 'is not a folder'],
  ])('refuses %s', async (name, why) => {
    await expect(assertWritable(join(folder, name))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringContaining(why) as string,
    });
  });
});

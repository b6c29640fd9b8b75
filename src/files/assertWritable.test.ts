import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertNewFolder, assertWritable, assertWritableFolder } from './assertWritable.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-writable-'));
  await writeFile(join(folder, 'file'), '');
  execFileSync('mkfifo', [join(folder, 'pipe')]);
});
afterEach(() => rm(folder, { recursive: true }));

describe('assertWritable', () => {
  it.each(['new', 'file', 'some/folders/below/new'])(
    'lets %s pass and makes nothing',
    async (name) => {
      await assertWritable(join(folder, name));
      expect(await readdir(folder)).toEqual(['file', 'pipe']);
    },
  );

  it.each([
    ['.', 'a folder with this name exists'],
    ['pipe', 'regular file'],
    ['file/new', 'is not a folder'],
    ['file/below/new', 'is not a folder'],
  ])('refuses %s', async (name, why) => {
    await expect(assertWritable(join(folder, name))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringContaining(why) as string,
    });
  });

  it('follows a link to where nothing is yet', async () => {
    await symlink(join(folder, 'below/new'), join(folder, 'link'));
    await assertWritable(join(folder, 'link'));
    await symlink('file/new', join(folder, 'wrong'));
    await expect(assertWritable(join(folder, 'wrong'))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
    });
  });

  it('a folder to write to may exist, but not be a file', async () => {
    await assertWritableFolder(folder);
    await assertWritableFolder(join(folder, 'new/below'));
    await expect(assertWritableFolder(join(folder, 'file'))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
    });
    expect((await readdir(folder)).sort()).toEqual(['file', 'pipe']);
  });
});

describe('assertNewFolder', () => {
  it('lets a folder pass that is not there yet, and makes nothing', async () => {
    await assertNewFolder(join(folder, 'some/new'));
    expect(await readdir(folder)).toEqual(['file', 'pipe']);
  });

  it.each(['.', 'file'])('refuses %s, which is there, and says what to do', async (name) => {
    await expect(assertNewFolder(join(folder, name))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringContaining('Name a folder that does not exist yet') as string,
    });
  });
});

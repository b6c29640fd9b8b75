import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTime } from './inTime.ts';
import { makeFolder } from './folders.ts';

vi.mock('node:fs/promises', { spy: true });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-folder-'));
});
afterEach(async () => {
  vi.mocked(mkdir).mockClear();
  await rm(folder, { recursive: true });
});

describe('makeFolder', () => {
  it('makes a folder and those above it, also when several do so at once', async () => {
    const path = join(folder, 'a/b/c');
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(path)]);
    expect((await stat(path)).isDirectory()).toBe(true);
    await makeFolder(path);
  });

  it('ends where the system says that a folder which is there does not exist', async () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    vi.mocked(mkdir).mockRejectedValueOnce(missing);
    await expect(makeFolder(join(folder, 'a/b'))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      details: { reason: 'ENOENT' },
    });
    expect(mkdir).toHaveBeenCalledTimes(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what stands in the way: a file, or a link that leads nowhere', async () => {
    await writeFile(join(folder, 'file'), '');
    await symlink('absent', join(folder, 'dead'));
    await expect(makeFolder(join(folder, 'file/a'))).rejects.toMatchObject({
      details: { reason: 'ENOTDIR' },
    });
    await expect(makeFolder(join(folder, 'dead/a'))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      details: { reason: 'DEAD_LINK' },
    });
  });
});

describe('inTime', () => {
  it('refuses a place whose file system does not answer', async () => {
    const never = new Promise<never>(() => undefined);
    await expect(inTime('/far/away', never, 1)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringContaining('/far/away') as string,
      details: { reason: 'ETIMEDOUT' },
    });
  });
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomic } from './writeFileAtomic.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-write-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeFileAtomic', () => {
  it('writes bytes and text, makes folders, and leaves nothing else', async () => {
    await writeFileAtomic(join(folder, 'a/b/part.bin'), Uint8Array.of(1, 2, 3));
    await writeFileAtomic(join(folder, 'a/b/part.txt'), 'größe');
    expect([...(await readFile(join(folder, 'a/b/part.bin')))]).toEqual([1, 2, 3]);
    expect(await readFile(join(folder, 'a/b/part.txt'), 'utf8')).toBe('größe');
    expect((await readdir(join(folder, 'a/b'))).sort()).toEqual(['part.bin', 'part.txt']);
  });

  it('replaces a file, and writes more than one chunk', async () => {
    const path = join(folder, 'large.bin');
    await writeFile(path, 'old');
    const bytes = new Uint8Array(16 * 2 ** 20 + 5).fill(7);
    await writeFileAtomic(path, bytes);
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
  });

  it('an aborted signal leaves the old file and no other: CANCELLED', async () => {
    const path = join(folder, 'part.nominal');
    await writeFile(path, 'old');
    const signal = AbortSignal.abort();
    await expect(writeFileAtomic(path, 'new', { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['part.nominal']);
  });

  it('a signal aborted while writing leaves no file: CANCELLED', async () => {
    let looks = 0;
    // Aborted at the third look: after the first chunk.
    const signal = {
      get aborted() {
        return ++looks >= 3;
      },
    } as AbortSignal;
    const bytes = new Uint8Array(33 * 2 ** 20);
    await expect(
      writeFileAtomic(join(folder, 'large.bin'), bytes, { signal }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(looks).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });

  it('a name that is a folder is OUTPUT_FAILED with the reason, and leaves nothing', async () => {
    await mkdir(join(folder, 'taken/inside'), { recursive: true });
    await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringContaining('taken cannot be written (EISDIR)'),
      details: { reason: 'EISDIR', temporaryLeft: null },
    });
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('a file where a folder would have to be is OUTPUT_FAILED with the reason', async () => {
    await writeFile(join(folder, 'file'), 'x');
    await expect(writeFileAtomic(join(folder, 'file/deep/part'), 'x')).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      details: { reason: 'ENOTDIR' },
    });
  });
});

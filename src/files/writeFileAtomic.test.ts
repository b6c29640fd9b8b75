import { execFileSync } from 'node:child_process';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NominalError } from '../errors/index.ts';
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
      details: { reason: 'EISDIR' },
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

  it('writes to what a link leads to, and leaves the link', async () => {
    await mkdir(join(folder, 'store'));
    await writeFile(join(folder, 'store/v1'), 'old');
    await symlink('store/v1', join(folder, 'one'));
    await symlink('one', join(folder, 'two'));
    await writeFileAtomic(join(folder, 'two'), 'new');
    expect(await readFile(join(folder, 'store/v1'), 'utf8')).toBe('new');
    expect(await readlink(join(folder, 'one'))).toBe('store/v1');
    expect(await readlink(join(folder, 'two'))).toBe('one');
    expect(await readdir(join(folder, 'store'))).toEqual(['v1']);
  });

  it('makes the file that a link leads to, below a linked folder, too', async () => {
    await mkdir(join(folder, 'real/deep'), { recursive: true });
    await symlink('real/deep', join(folder, 'linked'));
    await symlink('../new/file', join(folder, 'linked/link'));
    await writeFileAtomic(join(folder, 'linked/link'), 'new');
    expect(await readFile(join(folder, 'real/new/file'), 'utf8')).toBe('new');
  });

  it('links in a circle are OUTPUT_FAILED', async () => {
    await symlink('b', join(folder, 'a'));
    await symlink('a', join(folder, 'b'));
    await expect(writeFileAtomic(join(folder, 'a'), 'x')).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      details: { reason: 'ELOOP' },
    });
  });

  it('keeps the mode of a file that is there, and gives a new one what the umask leaves', async () => {
    const path = join(folder, 'kept');
    for (const mode of [0o600, 0o664, 0o755]) {
      await writeFile(path, 'old');
      await chmod(path, mode);
      await writeFileAtomic(path, 'new');
      expect((await stat(path)).mode & 0o7777).toBe(mode);
    }
    const before = process.umask(0o027);
    try {
      await writeFileAtomic(join(folder, 'new'), 'x');
    } finally {
      process.umask(before);
    }
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o640);
  });

  it.skipIf(process.getuid?.() !== 0)('keeps the owner of a file that is there', async () => {
    const path = join(folder, 'owned');
    await writeFile(path, 'old');
    await chown(path, 12345, 23456);
    await writeFileAtomic(path, 'new');
    expect(await stat(path)).toMatchObject({ uid: 12345, gid: 23456 });
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('refuses a pipe and a socket, which stay what they are', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      for (const [name, reason] of [
        ['pipe', 'PIPE'],
        ['socket', 'SOCKET'],
      ]) {
        await expect(writeFileAtomic(join(folder, name), 'x')).rejects.toMatchObject({
          code: 'OUTPUT_FAILED',
          details: { reason },
        });
      }
      expect((await lstat(join(folder, 'pipe'))).isFIFO()).toBe(true);
      expect((await lstat(join(folder, 'socket'))).isSocket()).toBe(true);
      expect((await readdir(folder)).sort()).toEqual(['pipe', 'socket']);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it.skipIf(!makesDevices())('refuses a device, which stays what it is', async () => {
    const device = join(folder, 'device');
    execFileSync('mknod', [device, 'c', '1', '3']);
    await expect(writeFileAtomic(device, 'x')).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      details: { reason: 'DEVICE' },
    });
    expect((await lstat(device)).isCharacterDevice()).toBe(true);
  });

  it('refuses at the last moment if the caller does, and leaves the file as it was', async () => {
    const path = join(folder, 'kept');
    await writeFile(path, 'old');
    const beforeReplacing = () => Promise.reject(new NominalError('CONFLICT', { what: 'changed' }));
    await expect(writeFileAtomic(path, 'new', { beforeReplacing })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['kept']);
  });
});

/** Containers may forbid it to root, too. */
function makesDevices(): boolean {
  const place = join(tmpdir(), `nominal-device-${process.pid}`);
  try {
    execFileSync('mknod', [place, 'c', '1', '3'], { stdio: 'ignore' });
    execFileSync('rm', [place]);
    return true;
  } catch {
    return false;
  }
}

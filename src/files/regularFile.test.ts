import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRegularFile, sha256OfFile } from './regularFile.ts';

const isWindows = process.platform === 'win32';

describe('reading of regular files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-regular-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the bytes of a file, and refuses one by its size before it is read', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'abc');
    expect((await readRegularFile(path)).toString()).toBe('abc');
    const refuse = (bytes: number) => {
      throw new RangeError(`${bytes}`);
    };
    await expect(readRegularFile(path, refuse)).rejects.toThrow('3');
  });

  it("leaves a folder and what is absent to the system's own errors", async () => {
    await expect(readRegularFile(folder)).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(readRegularFile(join(folder, 'no'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.skipIf(isWindows)(
    'refuses a pipe that nobody writes to, a device and a socket at once (skipped on Windows)',
    async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const socket = join(folder, 'socket');
      const server = createServer().listen(socket);
      await new Promise((resolve) => server.once('listening', resolve));
      for (const path of [pipe, '/dev/zero', socket]) {
        await expect(readRegularFile(path)).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
        await expect(sha256OfFile(path)).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
      }
      server.close();
    },
  );
});

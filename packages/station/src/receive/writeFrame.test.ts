import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFrame } from './writeFrame.ts';

describe('a frame that is written', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-frame-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('can be read at once, whatever its pieces are, and is known by its hash once it is safe', async () => {
    const pieces = [3, 0, 100_000, 1].map((bytes, i) => new Uint8Array(bytes).fill(i + 1));
    const whole = Buffer.concat(pieces);
    const path = join(folder, 'new', 'frame');
    const { safe } = await writeFrame(path, pieces);
    expect(whole.equals(await readFile(path))).toBe(true);
    const sha256 = createHash('sha256').update(whole).digest('hex');
    const head = Uint8Array.from(whole.subarray(0, 16));
    expect(await safe).toEqual({ path, sha256, bytes: whole.length, head });
  });

  it('leaves nothing where it cannot be written', async () => {
    const path = join(folder, 'there');
    await (
      await writeFrame(path, [Uint8Array.of(1)])
    ).safe;
    const inAFile = join(path, 'frame');
    await expect(writeFrame(inAFile, [Uint8Array.of(2)])).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
    });
    expect((await readdir(folder)).sort()).toEqual(['new', 'there']);
  });
});

import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepNewest } from './keepNewest.ts';

it('deletes the oldest files until so many are left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-newest-'));
  for (const [name, second] of [
    ['b', 3],
    ['a', 1],
    ['d', 4],
    ['c', 2],
  ] as const) {
    await writeFile(join(folder, name), '');
    await utimes(join(folder, name), second, second);
  }
  await keepNewest(folder, 4);
  expect(await readdir(folder)).toHaveLength(4);
  await keepNewest(folder, 2);
  expect((await readdir(folder)).sort()).toEqual(['b', 'd']);
  await rm(folder, { recursive: true });
});

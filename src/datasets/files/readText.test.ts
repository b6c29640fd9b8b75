import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readCsvFile } from './readCsvFile.ts';
import { readJsonFile, readJsonLines } from './readJson.ts';
import { maxTextBytes, readText } from './readText.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nominal-lists-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function saved(text: string) {
  const path = join(root, 'list');
  await writeFile(path, text);
  return path;
}

/** Every way in which a list is read. */
const readers: Record<string, (path: string) => Promise<unknown>> = {
  readText,
  readCsvFile: (path) => readCsvFile(path, ['a']),
  readJsonFile: (path) => readJsonFile(path, z.unknown()),
  readJsonLines,
};

describe.each(Object.entries(readers))('%s', (_, read) => {
  it('refuses a list that is too large, without reading it', async () => {
    const path = await saved('');
    // A hole in the file: no disk is taken.
    await truncate(path, maxTextBytes + 1);
    await expect(read(path)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringContaining(
        `is too large for a list; expected at most ${maxTextBytes} bytes; received ${maxTextBytes + 1} bytes`,
      ),
    });
  });

  it('distinguishes a missing list from an unreadable one', async () => {
    await expect(read(join(root, 'none'))).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
      message: expect.stringContaining('none does not exist'),
    });
    await expect(read(root)).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
      message: expect.stringContaining('cannot be read (EISDIR)'),
    });
  });
});

describe('a byte order mark', () => {
  it('is left out of every list', async () => {
    expect(await readText(await saved('\uFEFFa'))).toBe('a');
    expect(await readJsonFile(await saved('\uFEFF{"a": 1}'), z.unknown())).toEqual({ a: 1 });
    expect(await readCsvFile(await saved('\uFEFFa\n1'), ['a'])).toEqual([{ a: '1' }]);
    expect(await readJsonLines(await saved('\uFEFF{"a": 1}\n'))).toEqual([
      { line: 1, value: { a: 1 } },
    ]);
  });
});

describe('readJsonLines', () => {
  it('numbers lines as an editor does, counting empty ones', async () => {
    const path = await saved('\n1\r\n\n  \n{"a": 2}\n');
    expect(await readJsonLines(path)).toEqual([
      { line: 2, value: 1 },
      { line: 5, value: { a: 2 } },
    ]);
    await expect(readJsonLines(await saved('\n\n1\n\nno\n'))).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/line 5 of .* is not JSON/),
    });
  });
});

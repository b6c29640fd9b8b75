import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabase } from '../../../test/store/describeDatabase.ts';
import { describeStore } from '../../../test/store/describeStore.ts';
import { Store } from '../Store.ts';
import { SqliteDatabase } from './SqliteDatabase.ts';

let folder = '';
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-sqlite-'));
});
afterAll(() => rm(folder, { recursive: true }));

const freshPath = () => join(folder, `${count++}.db`);

describeStore('SQLite', (data) => Store.open(data));
describeDatabase('SQLite', () => Promise.resolve(new SqliteDatabase(freshPath())));

describe('a SQLite database', () => {
  it('writes ahead and flushes each commit', async () => {
    const database = new SqliteDatabase(freshPath());
    expect(await database.first('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' });
    expect(await database.first('PRAGMA synchronous')).toMatchObject({ synchronous: 2 });
    expect(await database.integrityErrors()).toEqual([]);
    await database.close();
  });

  it('refuses a file that is no database with STORE_FAILED', async () => {
    const path = freshPath();
    await writeFile(path, 'this is no database, but long enough to be one'.repeat(50));
    expect(() => new SqliteDatabase(path)).toThrow(
      expect.objectContaining({ code: 'STORE_FAILED' }),
    );
  });
});

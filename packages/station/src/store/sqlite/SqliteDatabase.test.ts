import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import Libsql from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { describeDatabase } from '../../../../../test/store/describeDatabase.ts';
import { describeStore } from '../../../../../test/store/describeStore.ts';
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

  describe('that another process has locked', () => {
    /** Takes the lock as another process would: by a connection of its own. */
    async function locked(patienceMs: number) {
      const path = freshPath();
      const database = new SqliteDatabase(path, { patienceMs });
      await database.run('CREATE TABLE x (a INTEGER)');
      const other = new Libsql(path);
      other.exec('BEGIN IMMEDIATE');
      return { database, other };
    }

    it('lets everything else go on, and writes once it is free', async () => {
      const { database, other } = await locked(60_000);
      const writing = database.run('INSERT INTO x VALUES (1)');
      // Timers go on: the wait is not on this thread.
      await new Promise((resolve) => setTimeout(resolve, 20));
      other.exec('ROLLBACK');
      await writing;
      expect(await database.all('SELECT a FROM x')).toEqual([{ a: 1 }]);
      other.close();
      await database.close();
    });

    it('is STORE_UNAVAILABLE once patience has ended, for each who asked at once, and works on after', async () => {
      const { database, other } = await locked(100);
      const asked = Array.from({ length: 5 }, (_, i) =>
        database.run('INSERT INTO x VALUES (?)', i),
      );
      for (const outcome of await Promise.allSettled(asked)) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: {
            code: 'STORE_UNAVAILABLE',
            httpStatus: 503,
            message: expect.stringContaining('locked by another process'),
          },
        });
      }
      other.exec('ROLLBACK');
      await database.run('INSERT INTO x VALUES (7)');
      expect(await database.all('SELECT a FROM x')).toEqual([{ a: 7 }]);
      other.close();
      await database.close();
    });
  });
});

describe('a store that was closed', () => {
  it('is whole in one file: a copy of it alone has every row', async () => {
    const data = join(folder, 'closed');
    const store = await Store.open(data);
    await store.products.create('bolt', resolveFitConfig());
    await store.audit.add('a', 'b', 'c');
    await store.close();
    const copy = join(folder, 'copied');
    await mkdir(copy);
    await copyFile(join(data, 'station.db'), join(copy, 'station.db'));
    const copied = await Store.open(copy);
    expect((await copied.products.list()).map(({ name }) => name)).toEqual(['bolt']);
    expect(await copied.audit.list(10)).toHaveLength(1);
    await copied.close();
  });
});

describe('the lock of a data folder', () => {
  it('names who has it, and ends with that process however it ends', async () => {
    const data = join(folder, 'held');
    const script = `
      import { Store } from ${JSON.stringify(new URL('../../../dist/store/index.js', import.meta.url).href)};
      globalThis.store = await Store.open(process.argv[1]);
      console.log('open');
      setInterval(() => undefined, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script, data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await expect(Store.open(data)).rejects.toMatchObject({
      code: 'STORE_IN_USE',
      message: expect.stringContaining(`process ${holder.pid} on `),
    });
    const ended = once(holder, 'exit');
    holder.kill('SIGKILL');
    await ended;
    await (await Store.open(data)).close();
  });
});

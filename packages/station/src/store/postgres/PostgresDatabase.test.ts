import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeDatabase } from '../../../../../test/store/describeDatabase.ts';
import { describeStore } from '../../../../../test/store/describeStore.ts';
import {
  postgresFolder,
  startPostgres,
  type TestPostgres,
} from '../../../../../test/store/startPostgres.ts';
import { startCuttingProxy } from '../../../../../test/store/startCuttingProxy.ts';
import type { Sql } from '../Sql.ts';
import { Store } from '../Store.ts';
import { PostgresDatabase } from './PostgresDatabase.ts';
import { hangMs } from '../../../../../test/hangMs.ts';

const bin = await postgresFolder();

describe.skipIf(bin === null)('PostgreSQL (skipped where it is not installed)', () => {
  let server: TestPostgres;
  let count = 0;
  beforeAll(async () => {
    server = await startPostgres(bin ?? '');
  });
  afterAll(() => server.end());

  const fresh = async (patienceMs = 60_000) =>
    new PostgresDatabase(await server.database(`fresh${count++}`), { patienceMs });

  /** Each data folder has a database of its own. */
  const addresses = new Map<string, Promise<string>>();
  describeStore('PostgreSQL', async (folder) => {
    const address = addresses.get(folder) ?? server.database(`store${addresses.size}`);
    addresses.set(folder, address);
    return Store.open(folder, await address);
  });
  describeDatabase('PostgreSQL', fresh);

  describe('a database of PostgreSQL that goes away', () => {
    const insert = (sql: Sql, n: number) => sql.run('INSERT INTO entries VALUES (?)', n);
    const entries = async (sql: Sql) =>
      (await sql.all('SELECT n FROM entries ORDER BY n')).map(({ n }) => n);

    it.each(['crash', 'stop'] as const)(
      'in the midst of work (%s) has each commit that was reported, once',
      async (how) => {
        const database = await fresh();
        await database.run('CREATE TABLE entries (n INTEGER NOT NULL)');
        const reported: number[] = [];
        let next = 0;
        let over = false;
        const write = async () => {
          while (!over) {
            const n = next++;
            // Two statements, so that the end comes between them, too.
            await database.transaction(async (sql) => {
              await insert(sql, n);
              await insert(sql, -n);
            });
            reported.push(n);
          }
        };
        const writers = Promise.all(Array.from({ length: 6 }, write));
        for (let round = 0; round < 3; round++) {
          const enough = reported.length + 50;
          await vi.waitFor(() => expect(reported.length).toBeGreaterThan(enough), hangMs);
          await server.restart(how);
        }
        over = true;
        await writers;
        const expected = reported.flatMap((n) => [n, -n]).sort((a, b) => a - b);
        expect(await entries(database)).toEqual(expected.map((n) => (n === 0 ? 0 : n)));
        await database.close();
      },
    );

    it.each([
      ['answer', 1],
      ['request', 2],
    ] as const)(
      'with the %s of a commit lost finds out what became of it, and does it once (%i attempts)',
      async (lost, expected) => {
        const folder = await mkdtemp(join(tmpdir(), 'nominal-proxy-'));
        const proxy = await startCuttingProxy(server.socket, folder);
        const address = await server.database(`cut-${lost}`);
        const database = new PostgresDatabase(address.replace(/host=[^&]*/, `host=${folder}`));
        await database.run('CREATE TABLE entries (n INTEGER NOT NULL)');
        proxy.cutAtCommit(lost);
        let attempts = 0;
        const changes = await database.transaction((sql) => {
          attempts++;
          return insert(sql, 1);
        });
        expect([changes, attempts]).toEqual([1, expected]);
        expect(await entries(database)).toEqual([1]);
        await database.close();
        await proxy.close();
        await rm(folder, { recursive: true });
      },
    );

    it("with a commit lost in a crash is not deceived by another's that has its number", async () => {
      const folder = await mkdtemp(join(tmpdir(), 'nominal-proxy-'));
      const proxy = await startCuttingProxy(server.socket, folder);
      const address = await server.database('reused');
      const [database, other] = [
        new PostgresDatabase(address.replace(/host=[^&]*/, `host=${folder}`)),
        new PostgresDatabase(address),
      ];
      await database.run('CREATE TABLE entries (n INTEGER NOT NULL)');
      await insert(other, 0);
      const number = async (sql: Sql) =>
        (await sql.first('SELECT pg_current_xact_id()::text AS id'))?.id;
      const numbers: unknown[] = [];
      proxy.cutAtCommit('request', async () => {
        await server.restart('crash');
        await other.transaction(async (sql) => {
          numbers.push(await number(sql));
          await insert(sql, 2);
        });
      });
      await database.transaction(async (sql) => {
        numbers.push(await number(sql));
        await insert(sql, 1);
      });
      expect(numbers[1]).toEqual(numbers[0]);
      expect(await entries(database)).toEqual([0, 1, 2]);
      await database.close();
      await other.close();
      await proxy.close();
      await rm(folder, { recursive: true });
    });

    it('for longer than it is waited for is reported as STORE_UNAVAILABLE, and used again when it is back', async () => {
      const database = await fresh(300);
      await database.run('CREATE TABLE entries (n INTEGER NOT NULL)');
      await server.down();
      for (const ask of [() => entries(database), () => insert(database, 1), () => database.ping()])
        await expect(ask()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', httpStatus: 503 });
      await server.up();
      await vi.waitFor(() => insert(database, 1), hangMs);
      expect(await entries(database)).toEqual([1]);
      await database.close();
    });
  });

  describe('a database of PostgreSQL that one program has', () => {
    const cutHolder = (sql: Sql) =>
      sql.all("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");

    it('takes its lock again where the connection of that is lost, before it writes on', async () => {
      const address = await server.database('alone');
      const database = await PostgresDatabase.openAlone(address);
      await database.run('CREATE TABLE entries (n INTEGER NOT NULL)');
      await cutHolder(database);
      await database.run('INSERT INTO entries VALUES (0)');
      await server.restart('crash');
      await database.run('INSERT INTO entries VALUES (1)');
      await expect(PostgresDatabase.openAlone(address)).rejects.toMatchObject({
        code: 'STORE_IN_USE',
        httpStatus: 503,
        message: expect.stringContaining(`nominal lock ${hostname().slice(0, 28)} ${process.pid}`),
      });
      await database.close();
      await (await PostgresDatabase.openAlone(address)).close();
    });

    it('is written to by the one that has the lock alone, and by the other once it is free', async () => {
      const address = await server.database('taken');
      const first = await PostgresDatabase.openAlone(address);
      await first.run('CREATE TABLE entries (n INTEGER NOT NULL)');
      // The other waits for the lock, and has it as soon as the connection of the first is cut.
      const waiting = PostgresDatabase.openAlone(address);
      await cutHolder(first);
      const second = await waiting;
      await vi.waitFor(async () => {
        await expect(first.run('INSERT INTO entries VALUES (1)')).rejects.toMatchObject({
          code: 'STORE_IN_USE',
        });
      }, 60_000);
      await expect(first.ping()).rejects.toMatchObject({ code: 'STORE_IN_USE' });
      await second.run('INSERT INTO entries VALUES (2)');
      await second.close();
      await first.run('INSERT INTO entries VALUES (3)');
      expect(await first.all('SELECT n FROM entries ORDER BY n')).toEqual([{ n: 2 }, { n: 3 }]);
      await first.close();
    });
  });

  it('keeps texts with a zero byte, without it', async () => {
    const database = await fresh();
    await database.run('CREATE TABLE texts (t TEXT)');
    await database.run('INSERT INTO texts VALUES (?)', 'a\0b');
    expect(await database.all('SELECT t FROM texts')).toEqual([{ t: 'a\uFFFDb' }]);
    await database.close();
  });

  it('reports no commit that is not on the disk, also where the server is set to', async () => {
    const address = await server.database('lax');
    const before = new PostgresDatabase(address);
    await before.all('ALTER DATABASE lax SET synchronous_commit = off');
    await before.close();
    const database = new PostgresDatabase(address);
    const inEffect = await database.transaction((sql) => sql.first('SHOW synchronous_commit'));
    expect(inEffect).toEqual({ synchronous_commit: 'on' });
    await database.close();
  });

  it('refuses a wrong password at once, and does not tell the right or the wrong one', async () => {
    const address = (await server.database('locked')).replace(/password=.*$/, 'password=wr0ng');
    const database = new PostgresDatabase(address);
    const error: unknown = await database.ping().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STORE_FAILED', httpStatus: 500 });
    expect(String(error)).not.toContain('wr0ng');
    await database.close();
  });

  describe('a data folder', () => {
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-bind-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('belongs to the database with which it was first used', async () => {
      const [a, b] = [join(folder, 'a'), join(folder, 'b')];
      const address = await server.database('bound');
      await (await Store.open(a, address)).close();
      await (await Store.open(a, address)).close();
      await expect(Store.open(b, address)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    });

    it('that holds models of another database is refused, and keeps them', async () => {
      const models = join(folder, 'c', 'models');
      await mkdir(models, { recursive: true });
      await writeFile(join(models, 'x.nominal'), 'x');
      await expect(
        Store.open(join(folder, 'c'), await server.database('third')),
      ).rejects.toMatchObject({ code: 'STORE_FAILED', message: expect.stringContaining('belong') });
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { text } from '../../packages/station/src/store/columns.ts';
import { migrate } from '../../packages/station/src/store/migrate.ts';
import type { Database, Sql } from '../../packages/station/src/store/Sql.ts';

/** Tests that every database must pass. @param open opens an empty database. */
export function describeDatabase(name: string, open: () => Promise<Database>): void {
  describe(`a database of ${name}`, () => {
    let database: Database;
    beforeEach(async () => {
      database = await open();
      await database.run('CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL)');
      await database.run('INSERT INTO counters VALUES (?, ?)', 'a', 0);
    });
    afterEach(() => database.close());

    const count = async (sql: Sql) => Number((await sql.first('SELECT n FROM counters'))?.n);
    const set = (sql: Sql, n: number) =>
      sql.run('UPDATE counters SET n = ? WHERE name = ?', n, 'a');

    it('gives back what it was given', async () => {
      await migrate(database);
      const id = 'a'.repeat(64);
      const insert =
        'INSERT INTO images (sha256, bytes, media_type, created_at) VALUES (?, ?, ?, ?)';
      expect(await database.run(insert, id, 2 ** 40, "'ünï$1? 漢字😀\n", '')).toBe(1);
      expect(await database.first('SELECT * FROM images')).toEqual({
        sha256: id,
        bytes: 2 ** 40,
        media_type: "'ünï$1? 漢字😀\n",
        created_at: '',
      });
    });

    it('takes a key that is gone out of the configurations of products and waiting jobs', async () => {
      const before = database.migrations.slice(0, 2);
      await migrate(database, before);
      const config = { ensemble: 'concatenate', seed: 3 };
      await database.run(
        `INSERT INTO products (id, name, config, false_reject_rate, created_at) VALUES ('p', 'one', ?, 0.1, '')`,
        JSON.stringify(config),
      );
      await database.run(
        `INSERT INTO jobs (id, kind, product_id, parameters, state, created_at, created_by)
         VALUES ('f', 'fit', 'p', ?, 'queued', '', ''), ('i', 'inspect', 'p', ?, 'queued', '', '')`,
        JSON.stringify({ images: ['a'], config }),
        JSON.stringify({ images: [] }),
      );
      await migrate(database);
      const [product] = await database.all('SELECT config FROM products');
      const jobs = await database.all('SELECT parameters FROM jobs ORDER BY id');
      expect(JSON.parse(text(product, 'config'))).toEqual({ seed: 3 });
      expect(jobs.map((job) => JSON.parse(text(job, 'parameters')) as unknown)).toEqual([
        { images: ['a'], config: { seed: 3 } },
        { images: [] },
      ]);
    });

    it('reads one row as it reads all', async () => {
      await migrate(database);
      const query = 'SELECT n, name, NULL AS absent FROM counters';
      const [row] = await database.all(query);
      expect(await database.first(query)).toEqual(row);
      expect(Object.keys(row).sort()).toEqual(['absent', 'n', 'name']);
    });

    it('commits what a transaction writes, and nothing of one that fails', async () => {
      await database.transaction((sql) => set(sql, 1));
      const failing = database.transaction(async (sql) => {
        await set(sql, 2);
        expect(await count(sql)).toBe(2);
        await sql.transaction((inner) => set(inner, 3));
        throw new RangeError('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      expect(await count(database)).toBe(1);
    });

    it('loses no update of transactions that read and then write at the same time', async () => {
      const increment = () => database.transaction(async (sql) => set(sql, (await count(sql)) + 1));
      await Promise.all(Array.from({ length: 8 }, increment));
      expect(await count(database)).toBe(8);
    });

    it('does not undo with a transaction what was written beside it', async () => {
      const failing = database.transaction(async (sql) => {
        await sql.run('INSERT INTO counters VALUES (?, ?)', 'b', 1);
        throw new RangeError('stop');
      });
      const beside = database.run('INSERT INTO counters VALUES (?, ?)', 'c', 1);
      await expect(failing).rejects.toThrow('stop');
      await beside;
      const rows = await database.all('SELECT name FROM counters ORDER BY name');
      expect(rows).toEqual([{ name: 'a' }, { name: 'c' }]);
    });

    it('refuses what is wrong with STORE_FAILED or STORE_CONFLICT, and works on', async () => {
      const insert = (sql: Sql) => sql.run('INSERT INTO counters VALUES (?, ?)', 'a', 1);
      await expect(database.all('SELECT nonsense FROM nowhere')).rejects.toMatchObject({
        code: 'STORE_FAILED',
      });
      const contradictions = [() => insert(database), () => database.transaction(insert)];
      for (const ask of contradictions)
        await expect(ask()).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
      await database.ping();
      expect(await count(database)).toBe(0);
    });

    it('goes through each step of its schema once, and refuses the schema of a newer version', async () => {
      await migrate(database, ['CREATE TABLE x (a INTEGER)']);
      await migrate(database, ['CREATE TABLE x (a INTEGER)', 'CREATE TABLE y (a INTEGER)']);
      await expect(migrate(database, ['CREATE TABLE x (a INTEGER)'])).rejects.toMatchObject({
        code: 'STORE_TOO_NEW',
      });
    });

    it('keeps nothing of a step that fails', async () => {
      await expect(
        migrate(database, ['CREATE TABLE x (a INTEGER); SELECT nonsense FROM nowhere']),
      ).rejects.toMatchObject({ code: 'STORE_FAILED' });
      expect(await database.schemaVersion()).toBe(0);
      await migrate(database, ['CREATE TABLE x (a INTEGER)']);
      expect(await database.all('SELECT * FROM x')).toEqual([]);
    });
  });
}

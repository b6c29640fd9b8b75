import { NominalError } from '../errors/index.ts';
import { migrations } from './migrations.ts';
import type { Sql } from './Sql.ts';

/**
 * Brings a database up to date; each step is committed with its number.
 *
 * @throws NominalError `STORE_TOO_NEW` for a database that a newer version has written.
 */
export function migrate(sql: Sql, steps: readonly string[] = migrations): void {
  const version = Number(sql.first('PRAGMA user_version')?.user_version ?? 0);
  if (version > steps.length) {
    throw new NominalError('STORE_TOO_NEW', {
      what: 'the data folder was written by a newer version of nominal',
      expected: `a database of version ${steps.length} or older`,
      received: String(version),
      remedy: 'Install the newer version, or name another data folder',
    });
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    sql.transaction(() => {
      sql.script(step);
      sql.script(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

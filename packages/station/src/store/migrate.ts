import { NominalError } from 'nominal-vision/internal/errors';
import type { Database } from './Sql.ts';

/**
 * Brings a database up to date; each step is committed with its number.
 *
 * @throws NominalError `STORE_TOO_NEW` for a database that a newer version has written.
 */
export async function migrate(
  database: Database,
  steps: readonly string[] = database.migrations,
): Promise<void> {
  const version = await database.schemaVersion();
  if (version > steps.length) {
    throw new NominalError('STORE_TOO_NEW', {
      what: 'the database was written by a newer version of nominal',
      expected: `a database of version ${steps.length} or older`,
      received: String(version),
      remedy: 'Install the newer version, or name another data folder or database',
    });
  }
  for (const [index, step] of steps.entries())
    if (index >= version) await database.advance(step, index + 1);
}

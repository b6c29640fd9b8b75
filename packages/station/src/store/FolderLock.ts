import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import Libsql from 'libsql';
import { NominalError } from 'nominal-vision/internal/errors';
import { writeFileAtomic } from 'nominal-vision/internal/files';
import { sqliteError } from './sqlite/sqliteError.ts';

/** A database that holds nothing: SQLite's lock on it ends with the process, however that ends. */
const LOCK_FILE = 'station.lock';
/**
 * Names the owner of the lock, in a file next to it: a process that opened and closed the lock file
 * itself would lose the lock.
 */
const HOLDER_FILE = 'station.holder';

/** The sole right to work with a data folder, for as long as the process lives or until it is released. */
export class FolderLock {
  readonly #connection: Libsql.Database;

  private constructor(connection: Libsql.Database) {
    this.#connection = connection;
  }

  /** @throws NominalError `STORE_IN_USE` if another station has it, or `STORE_FAILED`. */
  static async take(folder: string): Promise<FolderLock> {
    let connection: Libsql.Database | undefined;
    try {
      connection = new Libsql(join(folder, LOCK_FILE));
      // With a journal in a file the lock could not be taken on a full disk.
      connection.exec('PRAGMA journal_mode = MEMORY');
      connection.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      connection?.close();
      const what = `the data folder ${folder} cannot be opened`;
      const error = sqliteError(cause, what);
      throw error.code === 'STORE_UNAVAILABLE' ? await inUse(folder, cause) : error;
    }
    const holder = `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}`;
    // It is only shown: on a full disk a station starts without it.
    await writeFileAtomic(join(folder, HOLDER_FILE), holder).catch(() => undefined);
    return new FolderLock(connection);
  }

  release(): void {
    this.#connection.exec('ROLLBACK');
    this.#connection.close();
  }
}

async function inUse(folder: string, cause: unknown): Promise<NominalError> {
  const holder = await readFile(join(folder, HOLDER_FILE), 'utf8').catch(() => 'another process');
  return new NominalError('STORE_IN_USE', {
    what: `another station works with the data folder ${folder}`,
    received: holder.slice(0, 200),
    remedy: 'End that station first, or name another folder with --data',
    cause,
  });
}

import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from 'nominal-vision/internal/errors';
import { writeFileAtomic } from 'nominal-vision/internal/files';
import type { Database } from '../Sql.ts';

/** Name of the file that names the database a data folder belongs to. */
const FILE = 'database-id';

/**
 * Makes a database and a data folder each other's own when they first meet. The files of one are
 * named by the rows of the other: with another's folder decisions would have no images, and files
 * that no row names would be cleared away.
 *
 * @throws NominalError `STORE_FAILED` if either belongs to another.
 */
export async function bindFolder(database: Database, folder: string): Promise<void> {
  const path = join(folder, FILE);
  const ofFolder = await readFile(path, 'utf8').catch(() => null);
  await database.run('CREATE TABLE IF NOT EXISTS data_folder (id TEXT PRIMARY KEY)');
  const ofDatabase = (await database.first('SELECT id FROM data_folder'))?.id ?? null;
  if (ofDatabase !== null && ofDatabase === ofFolder) return;
  const holdsModels = (await readdir(join(folder, 'models'))).length > 0;
  if (ofDatabase !== null || holdsModels) throw strangers(folder);
  const id = randomUUID();
  await writeFileAtomic(path, Buffer.from(id));
  await database.run('INSERT INTO data_folder VALUES (?)', id);
}

function strangers(folder: string): NominalError {
  return new NominalError('STORE_FAILED', {
    what: `the data folder ${folder} and the database do not belong together`,
    expected: 'the folder with which the database was first used, or both of them new',
    remedy: 'Name the other folder with --data, or another database',
  });
}

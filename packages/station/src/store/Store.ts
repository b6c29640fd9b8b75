import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FitConfig } from 'nominal-vision/internal/config';
import { makeFolder } from 'nominal-vision/internal/files';
import { FolderLock } from './FolderLock.ts';
import { ImageStore } from './ImageStore.ts';
import { migrate } from './migrate.ts';
import { bindFolder } from './postgres/bindFolder.ts';
import { PostgresDatabase } from './postgres/PostgresDatabase.ts';
import { RegionFiles } from './RegionFiles.ts';
import type { Database, DatabaseSize } from './Sql.ts';
import { SqliteDatabase } from './sqlite/SqliteDatabase.ts';
import { Tables } from './Tables.ts';

const MODEL_ENDING = '.nominal';
/** What is in the waste bin for longer is removed for good. */
export const BIN_DAYS = 30;

/**
 * A station's memory: a database, and a folder with image files by their content's hash and model
 * files by their id. Files are written before the rows that name them, so that a row never names a
 * file that is not whole.
 */
export class Store extends Tables {
  readonly folder: string;
  readonly images: ImageStore;
  readonly regions: RegionFiles;
  readonly #database: Database;
  readonly #lock: FolderLock;

  private constructor(folder: string, database: Database, lock: FolderLock) {
    super(database);
    this.folder = folder;
    this.#database = database;
    this.#lock = lock;
    this.images = new ImageStore(database, join(folder, 'images'));
    this.regions = new RegionFiles(join(folder, 'regions'));
  }

  /**
   * Opens a data folder, which is made if it does not exist. It is this process's own until it is
   * closed, and so is the database: of two that clear up after each other neither would be safe.
   *
   * @param databaseUrl of a PostgreSQL database; by default SQLite, in a file of the folder.
   * @throws NominalError `OUTPUT_FAILED` of a folder that cannot be made, `STORE_IN_USE`, `STORE_FAILED`, `STORE_UNAVAILABLE` or `STORE_TOO_NEW`.
   */
  static async open(folder: string, databaseUrl?: string): Promise<Store> {
    await makeFolder(folder);
    const lock = await FolderLock.take(folder);
    try {
      return new Store(folder, await openDatabase(folder, databaseUrl), lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /**
   * All that the work writes is committed together, or none of it. The work uses the tables that it
   * is given, waits for nothing else, and has no effect elsewhere: it may be done again.
   */
  transaction<Result>(work: (tables: Tables) => Promise<Result>): Promise<Result> {
    return this.#database.transaction((sql) => work(new Tables(sql)));
  }

  /** Asks whether the database answers. @throws NominalError `STORE_FAILED`. */
  ping(): Promise<void> {
    return this.#database.ping();
  }

  /** Where a model's file lies. @throws RangeError for anything but an id. */
  modelPath(id: string): string {
    if (!/^[0-9a-z]{1,32}$/.test(id)) throw new RangeError('a model is named by its id');
    return join(this.folder, 'models', `${id}${MODEL_ENDING}`);
  }

  /** Where a product's latest report lies. @throws RangeError for anything but an id. */
  reportPath(productId: string): string {
    if (!/^[0-9a-z]{1,32}$/.test(productId)) throw new RangeError('a product is named by its id');
    return join(this.folder, 'reports', `${productId}.html`);
  }

  /** Removes for good what was put into the waste bin until a time. @returns how much. */
  async emptyBin(until = new Date().toISOString()): Promise<number> {
    const items = await this.bin.empty(until);
    for (const { kind, id } of items)
      if (kind === 'model') await rm(this.modelPath(id), { force: true });
    const images = items.flatMap(({ kind, id }) => (kind === 'image' ? [id] : []));
    if (images.length > 0) await this.images.drop(images);
    return items.length;
  }

  /** Removes for good what has been in the waste bin for its time. @returns how much. */
  emptyOldBin(): Promise<number> {
    return this.emptyBin(new Date(Date.now() - BIN_DAYS * 86_400_000).toISOString());
  }

  /** What the database takes. */
  databaseSize(): Promise<DatabaseSize> {
    return this.#database.size();
  }

  /**
   * Removes what an unclean end has left: model files without a row, temporary files, images without a
   * row, and images that nothing refers to. Only call it while nothing else works with the store.
   */
  async clean(): Promise<void> {
    await this.emptyOldBin();
    const models = await this.models.listKept();
    const known = new Set(models.map(({ id }) => `${id}${MODEL_ENDING}`));
    const folder = join(this.folder, 'models');
    for (const name of await readdir(folder)) {
      if (!known.has(name)) await rm(join(folder, name), { force: true });
    }
    await this.images.clearIncoming();
    const images = join(this.folder, 'images');
    for (const name of await readdir(images, { recursive: true })) {
      if (name.endsWith('.tmp')) await rm(join(images, name), { force: true });
    }
    await this.images.sweep(0);
    await this.#cleanRegions();
  }

  /** A region is in use by the product that it was set for, by models, and by jobs that were asked for with it. */
  async #cleanRegions(): Promise<void> {
    const products = await this.products.list();
    const models = (await this.models.listKept()).map(({ summary }) => summary);
    const jobs = await Promise.all(products.map(({ id }) => this.jobs.open(id)));
    const waiting = jobs.flat().map(({ parameters }) => parameters as { config?: FitConfig });
    const configs = [...products, ...models, ...waiting].flatMap(({ config }) => config ?? []);
    await this.regions.sweep(new Set(configs.flatMap(({ roi }) => roi ?? [])));
  }

  /** Flushes and closes; the store is of no use after. */
  async close(): Promise<void> {
    await this.#database.close();
    this.#lock.release();
  }
}

async function openDatabase(folder: string, url: string | undefined): Promise<Database> {
  await makeFolder(join(folder, 'models'));
  await makeFolder(join(folder, 'images'));
  const database =
    url === undefined
      ? new SqliteDatabase(join(folder, 'station.db'))
      : await PostgresDatabase.openAlone(url);
  try {
    await migrate(database);
    if (url !== undefined) await bindFolder(database, folder);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

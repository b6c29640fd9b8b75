import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditTable } from './AuditTable.ts';
import { DeliveryTable } from './DeliveryTable.ts';
import { ImageStore } from './ImageStore.ts';
import { InspectionTable } from './InspectionTable.ts';
import { JobTable } from './JobTable.ts';
import { text } from './columns.ts';
import { migrate } from './migrate.ts';
import { ModelTable } from './ModelTable.ts';
import { ProductTable } from './ProductTable.ts';
import { Sql } from './Sql.ts';
import { TokenTable } from './TokenTable.ts';

const MODEL_ENDING = '.nominal';

/**
 * A station's memory in one folder: a SQLite database, image files by their content's hash, and
 * model files by their id. Files are written before the rows that name them, so that a row never
 * names a file that is not whole.
 */
export class Store {
  readonly folder: string;
  readonly products: ProductTable;
  readonly models: ModelTable;
  readonly images: ImageStore;
  readonly inspections: InspectionTable;
  readonly jobs: JobTable;
  readonly tokens: TokenTable;
  readonly audit: AuditTable;
  readonly deliveries: DeliveryTable;
  readonly #sql: Sql;

  private constructor(folder: string, sql: Sql) {
    this.folder = folder;
    this.#sql = sql;
    this.products = new ProductTable(sql);
    this.models = new ModelTable(sql);
    this.images = new ImageStore(sql, join(folder, 'images'));
    this.inspections = new InspectionTable(sql);
    this.jobs = new JobTable(sql);
    this.tokens = new TokenTable(sql);
    this.audit = new AuditTable(sql);
    this.deliveries = new DeliveryTable(sql);
  }

  /**
   * Opens a data folder, which is made if it does not exist.
   *
   * @throws NominalError `STORE_FAILED` or `STORE_TOO_NEW`.
   */
  static async open(folder: string): Promise<Store> {
    await mkdir(join(folder, 'models'), { recursive: true });
    await mkdir(join(folder, 'images'), { recursive: true });
    const sql = new Sql(join(folder, 'station.db'));
    try {
      migrate(sql);
    } catch (error) {
      sql.close();
      throw error;
    }
    return new Store(folder, sql);
  }

  /** All that the work writes is committed together, or none of it. The work is synchronous. */
  transaction<Result>(work: () => Result): Result {
    return this.#sql.transaction(work);
  }

  /** Where a model's file lies. @throws RangeError for what is no id. */
  modelPath(id: string): string {
    if (!/^[0-9a-z]{1,32}$/.test(id)) throw new RangeError('a model is named by its id');
    return join(this.folder, 'models', `${id}${MODEL_ENDING}`);
  }

  /** Where a product's latest report lies. @throws RangeError for what is no id. */
  reportPath(productId: string): string {
    if (!/^[0-9a-z]{1,32}$/.test(productId)) throw new RangeError('a product is named by its id');
    return join(this.folder, 'reports', `${productId}.html`);
  }

  /** Removes what an unclean end has left: model files without a row, and temporary files. */
  async clean(): Promise<void> {
    const known = new Set(this.models.list().map(({ id }) => `${id}${MODEL_ENDING}`));
    const folder = join(this.folder, 'models');
    for (const name of await readdir(folder)) {
      if (!known.has(name)) await rm(join(folder, name), { force: true });
    }
    const images = join(this.folder, 'images');
    for (const name of await readdir(images, { recursive: true })) {
      if (name.endsWith('.tmp')) await rm(join(images, name), { force: true });
    }
  }

  /** What SQLite finds wrong with the database: nothing, as it should be. */
  integrityErrors(): string[] {
    return this.#sql
      .all('PRAGMA integrity_check')
      .map((row) => text(row, 'integrity_check'))
      .filter((line) => line !== 'ok');
  }

  /** Flushes and closes; the store is of no use after. */
  close(): void {
    this.#sql.close();
  }
}

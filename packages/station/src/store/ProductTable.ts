import type { FitConfig } from 'nominal-vision/internal/config';
import { json, number, text, textOrNull } from './columns.ts';
import { createId } from './createId.ts';
import type { Product, ProductImage } from './records.ts';
import type { Row, Sql } from './Sql.ts';

/** Products, and the good images that each is fitted from. */
export class ProductTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** @returns null if the name is taken. */
  async create(name: string, config: FitConfig): Promise<Product | null> {
    const id = createId();
    const changes = await this.#sql.run(
      `INSERT INTO products (id, name, config, false_reject_rate, created_at)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      id,
      name,
      JSON.stringify(config),
      config.falseRejectRate,
      new Date().toISOString(),
    );
    return changes === 0 ? null : this.get(id);
  }

  async get(id: string): Promise<Product | null> {
    const row = await this.#sql.first('SELECT * FROM products WHERE id = ?', id);
    return row === undefined ? null : productOf(row);
  }

  async getByName(name: string): Promise<Product | null> {
    const row = await this.#sql.first('SELECT * FROM products WHERE name = ?', name);
    return row === undefined ? null : productOf(row);
  }

  async list(): Promise<Product[]> {
    return (await this.#sql.all('SELECT * FROM products ORDER BY name')).map(productOf);
  }

  /** Replaces what is set for a product, but not its model. The name must not be another's. */
  async update({ id, name, config, falseRejectRate, threshold }: Product): Promise<void> {
    await this.#sql.run(
      'UPDATE products SET name = ?, config = ?, false_reject_rate = ?, threshold = ? WHERE id = ?',
      name,
      JSON.stringify(config),
      falseRejectRate,
      threshold,
      id,
    );
  }

  /** Puts a model of the product to use; a threshold that was set by hand is of the scores of the one before. */
  async use(id: string, modelId: string): Promise<void> {
    await this.#sql.run(
      'UPDATE products SET model_id = ?, threshold = NULL WHERE id = ?',
      modelId,
      id,
    );
  }

  /** Removes a product with its models, decisions and list of images. */
  async remove(id: string): Promise<void> {
    await this.#sql.run('DELETE FROM products WHERE id = ?', id);
  }

  /** One that is in the waste bin comes back. @returns false if the product has the image already. */
  async addImage(
    id: string,
    image: Pick<ProductImage, 'sha256' | 'name' | 'origin'>,
  ): Promise<boolean> {
    const changes = await this.#sql.run(
      `INSERT INTO training_images (product_id, sha256, name, origin, added_at)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT (product_id, sha256) DO UPDATE SET removed_at = NULL,
         name = excluded.name, origin = excluded.origin, added_at = excluded.added_at
       WHERE training_images.removed_at IS NOT NULL`,
      id,
      image.sha256,
      image.name,
      image.origin,
      new Date().toISOString(),
    );
    return changes > 0;
  }

  /** Removes an image for good. @returns whether the product had it. */
  async removeImage(id: string, sha256: string): Promise<boolean> {
    const statement = 'DELETE FROM training_images WHERE product_id = ? AND sha256 = ?';
    return (await this.#sql.run(statement, id, sha256)) > 0;
  }

  /** In the order in which they were added. */
  async images(id: string): Promise<ProductImage[]> {
    const rows = await this.#sql.all(
      'SELECT * FROM training_images WHERE product_id = ? AND removed_at IS NULL ORDER BY rowid',
      id,
    );
    return rows.map(imageOf);
  }

  /** One good image of a product. */
  async image(id: string, sha256: string): Promise<ProductImage | null> {
    const row = await this.#sql.first(
      'SELECT * FROM training_images WHERE product_id = ? AND sha256 = ? AND removed_at IS NULL',
      id,
      sha256,
    );
    return row === undefined ? null : imageOf(row);
  }
}

function imageOf(row: Row): ProductImage {
  return {
    sha256: text(row, 'sha256'),
    name: text(row, 'name'),
    origin: text(row, 'origin') as ProductImage['origin'],
    addedAt: text(row, 'added_at'),
  };
}

function productOf(row: Row): Product {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    config: json<FitConfig>(row, 'config'),
    falseRejectRate: number(row, 'false_reject_rate'),
    threshold: row.threshold === null ? null : number(row, 'threshold'),
    modelId: textOrNull(row, 'model_id'),
    createdAt: text(row, 'created_at'),
  };
}

import { number, text } from './columns.ts';
import type { Sql } from './Sql.ts';

/** What a person says that a test image shows. */
export const testLabels = ['good', 'defective'] as const;
export type TestLabel = (typeof testLabels)[number];

/** An image of a part that is known to be good or defective: a model is tested on it and never learns it. */
export interface TestImage {
  readonly sha256: string;
  readonly name: string;
  readonly label: TestLabel;
  readonly addedAt: string;
}

/** Images that models are tested on, and how each model scores them. */
export class TestImageTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** A known image takes the new label. @returns false if it was known with this label. */
  async add(
    productId: string,
    { sha256, name, label }: Omit<TestImage, 'addedAt'>,
  ): Promise<boolean> {
    const changes = await this.#sql.run(
      `INSERT INTO test_images (product_id, sha256, name, label, added_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (product_id, sha256) DO UPDATE SET label = excluded.label
       WHERE test_images.label <> excluded.label`,
      productId,
      sha256,
      name,
      label,
      new Date().toISOString(),
    );
    return changes > 0;
  }

  /** @returns whether the product had the image. */
  async remove(productId: string, sha256: string): Promise<boolean> {
    const statement = 'DELETE FROM test_images WHERE product_id = ? AND sha256 = ?';
    return (await this.#sql.run(statement, productId, sha256)) > 0;
  }

  /** In the order of their addition. */
  async list(productId: string): Promise<TestImage[]> {
    const rows = await this.#sql.all(
      'SELECT * FROM test_images WHERE product_id = ? ORDER BY added_at, sha256',
      productId,
    );
    return rows.map((row) => ({
      sha256: text(row, 'sha256'),
      name: text(row, 'name'),
      label: text(row, 'label') as TestLabel,
      addedAt: text(row, 'added_at'),
    }));
  }

  /** How a model scores images, by their hash. */
  async scores(modelId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#sql.all('SELECT * FROM test_scores WHERE model_id = ?', modelId);
    return new Map(rows.map((row) => [text(row, 'sha256'), number(row, 'image_score')]));
  }

  async keepScore(modelId: string, sha256: string, imageScore: number): Promise<void> {
    await this.#sql.run(
      `INSERT INTO test_scores (model_id, sha256, image_score) VALUES (?, ?, ?)
       ON CONFLICT (model_id, sha256) DO UPDATE SET image_score = excluded.image_score`,
      modelId,
      sha256,
      imageScore,
    );
  }
}

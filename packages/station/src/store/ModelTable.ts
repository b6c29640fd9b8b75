import { NominalError } from 'nominal-vision/internal/errors';
import { json, number, text, textOrNull } from './columns.ts';
import type { ModelSummary, StoredModel } from './records.ts';
import type { Row, Sql } from './Sql.ts';

/** The versions of every product's model. */
export class ModelTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /**
   * Records a model whose file is in its place, and makes it the product's own, in one step.
   *
   * @throws NominalError `NOT_FOUND` for a product that was removed.
   */
  publish(model: Omit<StoredModel, 'version' | 'createdAt'>): Promise<StoredModel> {
    const createdAt = new Date().toISOString();
    return this.#sql.transaction(async (sql) => {
      const { productId } = model;
      const use = 'UPDATE products SET model_id = ?, threshold = NULL WHERE id = ?';
      if ((await sql.run(use, model.id, productId)) === 0)
        throw new NominalError('NOT_FOUND', { what: 'the product of the model is gone' });
      const row = await sql.first(
        'SELECT coalesce(max(version), 0) + 1 AS version FROM models WHERE product_id = ?',
        productId,
      );
      const version = Number(row?.version ?? 1);
      await sql.run(
        `INSERT INTO models
         (id, product_id, version, kind, parent_id, bytes, summary, training, created_at, created_by)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        model.id,
        productId,
        version,
        model.kind,
        model.parentId,
        model.bytes,
        JSON.stringify(model.summary),
        JSON.stringify(model.training),
        createdAt,
        model.createdBy,
      );
      return { ...model, version, createdAt };
    });
  }

  async get(id: string): Promise<StoredModel | null> {
    const row = await this.#sql.first(
      'SELECT * FROM models WHERE id = ? AND removed_at IS NULL',
      id,
    );
    return row === undefined ? null : modelOf(row);
  }

  /** Newest first. @param productId of one product, or of all. */
  async list(productId?: string): Promise<StoredModel[]> {
    const rows =
      productId === undefined
        ? await this.#sql.all(
            `SELECT * FROM models WHERE removed_at IS NULL ORDER BY created_at DESC, version DESC`,
          )
        : await this.#sql.all(
            'SELECT * FROM models WHERE product_id = ? AND removed_at IS NULL ORDER BY version DESC',
            productId,
          );
    return rows.map(modelOf);
  }

  /** What the files of models take: of those that are listed, and of those in the waste bin. */
  async sizes(): Promise<Record<'kept' | 'binned', { models: number; bytes: number }>> {
    const of = async (condition: string) => {
      const query = `SELECT count(*) AS models, sum(bytes) AS bytes FROM models WHERE ${condition}`;
      const row = await this.#sql.first(query);
      return { models: Number(row?.models ?? 0), bytes: Number(row?.bytes ?? 0) };
    };
    return { kept: await of('removed_at IS NULL'), binned: await of('removed_at IS NOT NULL') };
  }

  /** Every version, those in the waste bin too: their files are kept. */
  async listKept(): Promise<StoredModel[]> {
    return (await this.#sql.all('SELECT * FROM models')).map(modelOf);
  }
}

function modelOf(row: Row): StoredModel {
  return {
    id: text(row, 'id'),
    productId: text(row, 'product_id'),
    version: number(row, 'version'),
    kind: text(row, 'kind') as StoredModel['kind'],
    parentId: textOrNull(row, 'parent_id'),
    bytes: number(row, 'bytes'),
    summary: json<ModelSummary>(row, 'summary'),
    training: json<string[]>(row, 'training'),
    createdAt: text(row, 'created_at'),
    createdBy: text(row, 'created_by'),
  };
}

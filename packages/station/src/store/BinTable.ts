import { number, text, textOrNull } from './columns.ts';
import type { Row, Sql } from './Sql.ts';

/** What can be removed and brought back. */
export const binKinds = ['image', 'model', 'token'] as const;
export type BinKind = (typeof binKinds)[number];

/** Something that was removed and is still kept. */
export interface BinItem {
  readonly kind: BinKind;
  /** Its id; of a good image, its file's SHA-256. */
  readonly id: string;
  /** Null for a token. */
  readonly productId: string | null;
  /** Of an image or a token; the version of a model. */
  readonly name: string;
  readonly removedAt: string;
}

type Named = Pick<BinItem, 'kind' | 'id' | 'productId'>;

const ITEMS = `
  SELECT 'image' AS kind, sha256 AS id, product_id, name, 0 AS version, removed_at
    FROM training_images WHERE removed_at IS NOT NULL
  UNION ALL SELECT 'model', id, product_id, '', version, removed_at
    FROM models WHERE removed_at IS NOT NULL
  UNION ALL SELECT 'token', id, NULL, name, 0, removed_at
    FROM tokens WHERE removed_at IS NOT NULL`;

/** The row of each kind. */
const tables = {
  image: { table: 'training_images', key: 'sha256' },
  model: { table: 'models', key: 'id' },
  token: { table: 'tokens', key: 'id' },
} as const satisfies Record<BinKind, { table: string; key: string }>;

/** The waste bin: rows that were removed keep their place, and the time of it. */
export class BinTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** What was removed last comes first. */
  async list(): Promise<BinItem[]> {
    const rows = await this.#sql.all(`${ITEMS} ORDER BY removed_at DESC, id`);
    return rows.map(itemOf);
  }

  /** Puts something into the bin. @returns whether it was there to be removed. */
  async put(item: Named): Promise<boolean> {
    return this.#set(item, new Date().toISOString(), 'removed_at IS NULL');
  }

  /** Brings something back. @returns whether it was in the bin. */
  async restore(item: Named): Promise<boolean> {
    return this.#set(item, null, 'removed_at IS NOT NULL');
  }

  /** Removes for good what was put into the bin until a time. @returns it. */
  async empty(until: string): Promise<BinItem[]> {
    return this.#sql.transaction(async (sql) => {
      const items = (await new BinTable(sql).list()).filter(({ removedAt }) => removedAt <= until);
      for (const { table } of Object.values(tables))
        await sql.run(`DELETE FROM ${table} WHERE removed_at <= ?`, until);
      return items;
    });
  }

  async #set(
    { kind, id, productId }: Named,
    removedAt: string | null,
    condition: string,
  ): Promise<boolean> {
    const { table, key } = tables[kind];
    const own = kind === 'token' ? '' : ' AND product_id = ?';
    const changes = await this.#sql.run(
      `UPDATE ${table} SET removed_at = ? WHERE ${key} = ? AND ${condition}${own}`,
      removedAt,
      id,
      ...(kind === 'token' ? [] : [productId]),
    );
    return changes > 0;
  }
}

function itemOf(row: Row): BinItem {
  const kind = text(row, 'kind') as BinKind;
  return {
    kind,
    id: text(row, 'id'),
    productId: textOrNull(row, 'product_id'),
    name: kind === 'model' ? String(number(row, 'version')) : text(row, 'name'),
    removedAt: text(row, 'removed_at'),
  };
}

import { json, number, text, textOrNull } from './columns.ts';
import type { Alarm } from './records.ts';
import type { Row, Sql } from './Sql.ts';

/** Alarms, and when each product or the station is to raise one. */
export class AlarmTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async raise({ productId, kind, measured }: Pick<Alarm, 'productId' | 'kind' | 'measured'>) {
    const row = await this.#sql.first(
      'INSERT INTO alarms (product_id, kind, measured, raised_at) VALUES (?, ?, ?, ?) RETURNING *',
      productId,
      kind,
      JSON.stringify(measured),
      new Date().toISOString(),
    );
    if (row === undefined) throw new RangeError('the alarm was not kept');
    return alarmOf(row);
  }

  /** @returns the alarm, or null if it was removed with its product. */
  async end(id: number): Promise<Alarm | null> {
    const endedAt = new Date().toISOString();
    await this.#sql.run(
      'UPDATE alarms SET ended_at = ? WHERE id = ? AND ended_at IS NULL',
      endedAt,
      id,
    );
    return this.get(id);
  }

  async acknowledge(id: number, actor: string): Promise<void> {
    await this.#sql.run(
      'UPDATE alarms SET acknowledged_at = ?, acknowledged_by = ? WHERE id = ? AND acknowledged_at IS NULL',
      new Date().toISOString(),
      actor,
      id,
    );
  }

  async get(id: number): Promise<Alarm | null> {
    const row = await this.#sql.first('SELECT * FROM alarms WHERE id = ?', id);
    return row === undefined ? null : alarmOf(row);
  }

  /** Those that have not ended, oldest first. */
  async standing(): Promise<Alarm[]> {
    const rows = await this.#sql.all('SELECT * FROM alarms WHERE ended_at IS NULL ORDER BY id');
    return rows.map(alarmOf);
  }

  /**
   * Newest first.
   *
   * @param productId only this product's, and those of the station itself.
   * @param open only those that stand, or that nobody has acknowledged.
   */
  async list({
    productId,
    open,
    limit,
  }: {
    readonly productId?: string | undefined;
    readonly open: boolean;
    readonly limit: number;
  }): Promise<Alarm[]> {
    const conditions = [
      ...(open ? ['(ended_at IS NULL OR acknowledged_at IS NULL)'] : []),
      ...(productId === undefined ? [] : ['(product_id = ? OR product_id IS NULL)']),
    ];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const values = productId === undefined ? [] : [productId];
    const query = `SELECT * FROM alarms ${where} ORDER BY id DESC LIMIT ?`;
    return (await this.#sql.all(query, ...values, limit)).map(alarmOf);
  }

  /** What was set, by product; null is the station itself. Its schema is the reader's. */
  async settings(): Promise<ReadonlyMap<string | null, unknown>> {
    const rows = await this.#sql.all('SELECT * FROM alarm_settings');
    return new Map(rows.map((row) => [textOrNull(row, 'product_id'), json(row, 'settings')]));
  }

  /** @param productId null is the station itself. */
  set(productId: string | null, settings: unknown): Promise<void> {
    return this.#sql.transaction(async (sql) => {
      if (productId === null) await sql.run('DELETE FROM alarm_settings WHERE product_id IS NULL');
      else await sql.run('DELETE FROM alarm_settings WHERE product_id = ?', productId);
      await sql.run(
        'INSERT INTO alarm_settings (product_id, settings) VALUES (?, ?)',
        productId,
        JSON.stringify(settings),
      );
    });
  }
}

function alarmOf(row: Row): Alarm {
  return {
    id: number(row, 'id'),
    productId: textOrNull(row, 'product_id'),
    kind: text(row, 'kind') as Alarm['kind'],
    measured: json(row, 'measured'),
    raisedAt: text(row, 'raised_at'),
    endedAt: textOrNull(row, 'ended_at'),
    acknowledgedAt: textOrNull(row, 'acknowledged_at'),
    acknowledgedBy: textOrNull(row, 'acknowledged_by'),
  };
}

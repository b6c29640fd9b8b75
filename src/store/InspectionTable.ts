import { json, number, text, textOrNull } from './columns.ts';
import type { InspectionDetails, InspectionRecord, NewInspection, Review } from './records.ts';
import type { Row, Sql, SqlValue } from './Sql.ts';

/** Which decisions are asked for; what is left out does not restrict. */
export interface InspectionFilter {
  readonly productId?: string | undefined;
  readonly verdict?: 'nominal' | 'anomalous' | undefined;
  /** `none`: not reviewed yet; `any`: reviewed, whatever was said. */
  readonly review?: Review | 'none' | 'any' | undefined;
  readonly source?: string | undefined;
  readonly modelId?: string | undefined;
  /** ISO 8601, inclusive. */
  readonly from?: string | undefined;
  /** ISO 8601, exclusive. */
  readonly to?: string | undefined;
  /** Only decisions with a lower id: the next page of a list that is newest first. */
  readonly before?: number | undefined;
}

const COLUMNS = `id, product_id, model_id, sha256, name, source, created_at, image_score, p_value,
  threshold, verdict, details, review, comment, reviewed_by, reviewed_at`;

/** Every decision. */
export class InspectionTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Keeps decisions, all in one commit; they are safe when the call returns. */
  add(inspections: readonly NewInspection[]): InspectionRecord[] {
    const createdAt = new Date().toISOString();
    return this.#sql.transaction(() => inspections.map((entry) => this.#insert(entry, createdAt)));
  }

  get(id: number): InspectionRecord | null {
    const row = this.#sql.first(`SELECT ${COLUMNS} FROM inspections WHERE id = ?`, id);
    return row === undefined ? null : inspectionOf(row);
  }

  /** Patch scores of a decision, row-major over its grid. */
  patchScores(id: number): Float32Array | null {
    const blob = this.#sql.first('SELECT patch_scores FROM inspections WHERE id = ?', id);
    const bytes = blob?.patch_scores;
    return bytes instanceof ArrayBuffer ? new Float32Array(bytes) : null;
  }

  /** Newest first. */
  list(filter: InspectionFilter, limit: number): InspectionRecord[] {
    const { where, values } = conditions(filter);
    return this.#sql
      .all(`SELECT ${COLUMNS} FROM inspections${where} ORDER BY id DESC LIMIT ?`, ...values, limit)
      .map(inspectionOf);
  }

  count(filter: InspectionFilter): number {
    const { where, values } = conditions(filter);
    return Number(this.#sql.first(`SELECT count(*) AS n FROM inspections${where}`, ...values)?.n);
  }

  /** Verdicts, counted by minute from a time on, oldest first. */
  perMinute(productId: string, from: string): MinuteCount[] {
    return this.#sql
      .all(
        `SELECT substr(created_at, 1, 16) AS minute, sum(verdict = 'nominal') AS nominal,
                sum(verdict = 'anomalous') AS anomalous
         FROM inspections WHERE product_id = ? AND created_at >= ? GROUP BY minute ORDER BY minute`,
        productId,
        from,
      )
      .map((row) => ({
        minute: `${text(row, 'minute')}:00Z`,
        nominal: number(row, 'nominal'),
        anomalous: number(row, 'anomalous'),
      }));
  }

  /** Keeps what a person says of a decision; null takes it back. */
  review(id: number, review: Review | null, comment: string | null, actor: string): void {
    this.#sql.run(
      'UPDATE inspections SET review = ?, comment = ?, reviewed_by = ?, reviewed_at = ? WHERE id = ?',
      review,
      comment,
      actor,
      new Date().toISOString(),
      id,
    );
  }

  /** Drops the oldest decisions that were not reviewed, beyond so many of a product. @returns how many. */
  prune(productId: string, keep: number): number {
    return this.#sql.run(
      `DELETE FROM inspections WHERE product_id = ?1 AND review IS NULL AND id <= coalesce(
         (SELECT id FROM inspections WHERE product_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2), 0)`,
      productId,
      keep,
    ).changes;
  }

  #insert(entry: NewInspection, createdAt: string): InspectionRecord {
    const { patchScores, ...kept } = entry;
    const { id } = this.#sql.run(
      `INSERT INTO inspections (product_id, model_id, sha256, name, source, created_at, image_score,
         p_value, threshold, verdict, details, patch_scores) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      entry.productId,
      entry.modelId,
      entry.sha256,
      entry.name,
      entry.source,
      createdAt,
      entry.imageScore,
      entry.pValue,
      entry.threshold,
      entry.verdict,
      JSON.stringify(entry.details),
      Buffer.from(patchScores.buffer, patchScores.byteOffset, patchScores.byteLength),
    );
    return {
      ...kept,
      id,
      createdAt,
      review: null,
      comment: null,
      reviewedBy: null,
      reviewedAt: null,
    };
  }
}

/** How many were passed and rejected in one minute. */
export interface MinuteCount {
  /** ISO 8601, the minute's start. */
  readonly minute: string;
  readonly nominal: number;
  readonly anomalous: number;
}

function conditions(filter: InspectionFilter): { where: string; values: SqlValue[] } {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    parts.push(condition);
    values.push(value);
  };
  add('product_id = ?', filter.productId);
  add('verdict = ?', filter.verdict);
  add('source = ?', filter.source);
  add('model_id = ?', filter.modelId);
  add('created_at >= ?', filter.from);
  add('created_at < ?', filter.to);
  add('id < ?', filter.before);
  if (filter.review === 'none') parts.push('review IS NULL');
  else if (filter.review === 'any') parts.push('review IS NOT NULL');
  else add('review = ?', filter.review);
  return { where: parts.length === 0 ? '' : ` WHERE ${parts.join(' AND ')}`, values };
}

function inspectionOf(row: Row): InspectionRecord {
  return {
    id: number(row, 'id'),
    productId: text(row, 'product_id'),
    modelId: text(row, 'model_id'),
    sha256: text(row, 'sha256'),
    name: text(row, 'name'),
    source: text(row, 'source'),
    createdAt: text(row, 'created_at'),
    imageScore: number(row, 'image_score'),
    pValue: number(row, 'p_value'),
    threshold: number(row, 'threshold'),
    verdict: text(row, 'verdict') as InspectionRecord['verdict'],
    details: json<InspectionDetails>(row, 'details'),
    review: textOrNull(row, 'review') as Review | null,
    comment: textOrNull(row, 'comment'),
    reviewedBy: textOrNull(row, 'reviewed_by'),
    reviewedAt: textOrNull(row, 'reviewed_at'),
  };
}

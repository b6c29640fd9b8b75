import { type ImageBytes, insertImage } from './ImageStore.ts';
import { DOUBT } from './migrations.ts';
import { bytesOrNull, json, jsonOrNull, number, text, textOrNull } from './columns.ts';
import type { InspectionDetails, Verdict } from 'nominal-vision/internal/decision';
import type { InspectionRecord, LineStamps, NewInspection, Review } from './inspectionSchema.ts';
import type { Row, Sql, SqlValue } from './Sql.ts';

/** Which decisions are wanted; a key that is left out does not restrict. */
export interface InspectionFilter {
  readonly productId?: string | undefined;
  readonly verdict?: Verdict | undefined;
  /** `none`: not reviewed yet; `any`: reviewed, with any outcome. */
  readonly review?: Review | 'none' | 'any' | undefined;
  readonly source?: string | undefined;
  readonly modelId?: string | undefined;
  /** Part or serial number, exactly. */
  readonly part?: string | undefined;
  /** ISO 8601, inclusive. */
  readonly from?: string | undefined;
  /** ISO 8601, exclusive. */
  readonly to?: string | undefined;
  /** Part of the file name, in any letter case. */
  readonly name?: string | undefined;
  /** A kind of defect that a person has seen. */
  readonly tag?: string | undefined;
}

/** In which order decisions are listed, each by a column and then by their ids. */
const orders = {
  newest: { by: 'id', direction: 'DESC' },
  oldest: { by: 'id', direction: 'ASC' },
  highest: { by: 'image_score', direction: 'DESC' },
  lowest: { by: 'image_score', direction: 'ASC' },
  doubt: { by: DOUBT, direction: 'ASC' },
} as const satisfies Record<string, { by: string; direction: 'ASC' | 'DESC' }>;

export type InspectionOrder = keyof typeof orders;
export const inspectionOrders = Object.keys(orders) as [InspectionOrder, ...InspectionOrder[]];

/** Which part of a list is wanted. */
export interface ListPart {
  /** By default the newest first. */
  readonly order?: InspectionOrder | undefined;
  /** Id of the decision at which the last page ended. */
  readonly before?: number | undefined;
}

/** What a person thinks of a decision. */
export interface Opinion {
  /** Null if nothing is said, or it was taken back. */
  readonly review: Review | null;
  readonly comment: string | null;
  readonly tags: readonly string[];
}

/** Which decisions of a product are kept, reviewed ones aside; null does not restrict. */
export interface KeptDecisions {
  /** The newest, so many. */
  readonly newest: number | null;
  /** Those since then, ISO 8601. */
  readonly since: string | null;
}

/** Decisions of a product that are not kept: those up to an id that nobody has reviewed. */
export interface Overdue {
  readonly productId: string;
  readonly upTo: number;
}

/** What a product has in the history. */
export interface KeptHistory {
  readonly decisions: number;
  readonly reviewed: number;
  /** When the oldest was made, ISO 8601; null if there is none. */
  readonly oldest: string | null;
}

/** How many decisions a filter finds. */
export interface InspectionCounts {
  readonly total: number;
  readonly nominal: number;
  readonly anomalous: number;
  readonly notReviewed: number;
  /** Kinds of defects, the most frequent first. */
  readonly tags: { readonly tag: string; readonly count: number }[];
}

const COLUMNS = `id, product_id, model_id, sha256, name, source, created_at, image_score, p_value,
  threshold, verdict, details, review, comment, reviewed_by, reviewed_at, part, stamps`;

/** The table of decisions. */
export class InspectionTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Stores decisions in one commit; they are safe when the call returns. */
  add(inspections: readonly NewInspection[]): Promise<InspectionRecord[]> {
    const createdAt = new Date().toISOString();
    return this.#sql.transaction(async (sql) => {
      const records: InspectionRecord[] = [];
      for (const entry of inspections) records.push(await insert(sql, entry, createdAt));
      return records;
    });
  }

  async get(id: number): Promise<InspectionRecord | null> {
    const row = await this.#sql.first(`SELECT ${COLUMNS} FROM inspections WHERE id = ?`, id);
    return row === undefined ? null : ((await this.#withTags([inspectionOf(row)])).at(0) ?? null);
  }

  /** Whether this file or message of a source was decided before, under the same `origin`. */
  async isDecided(source: string, sha256: string, origin: string): Promise<boolean> {
    const row = await this.#sql.first(
      'SELECT id FROM inspections WHERE sha256 = ? AND source = ? AND origin = ? LIMIT 1',
      sha256,
      source,
      origin,
    );
    return row !== undefined;
  }

  /** Patch scores of a decision, row-major over its grid. */
  async patchScores(id: number): Promise<Float32Array | null> {
    const row = await this.#sql.first('SELECT patch_scores FROM inspections WHERE id = ?', id);
    const bytes = row === undefined ? null : bytesOrNull(row, 'patch_scores');
    // Copied, because a Float32Array needs an aligned offset.
    return bytes === null ? null : new Float32Array(Uint8Array.from(bytes).buffer);
  }

  async list(
    filter: InspectionFilter,
    limit: number,
    { order = 'newest', before }: ListPart = {},
  ): Promise<InspectionRecord[]> {
    const { by, direction } = orders[order];
    const beyond = direction === 'ASC' ? '>' : '<';
    const after =
      by === 'id'
        ? `id ${beyond} ?`
        : `(${by}, id) ${beyond} (SELECT ${by}, id FROM inspections WHERE id = ?)`;
    const further: Condition[] = before === undefined ? [] : [[after, before]];
    const { where, values } =
      by === 'id' ? conditions(filter, further) : conditionsBySelection(filter, further);
    const sorted = by === 'id' ? `id ${direction}` : `${by} ${direction}, id ${direction}`;
    const query = `SELECT ${COLUMNS} FROM inspections${where} ORDER BY ${sorted} LIMIT ?`;
    return this.#withTags((await this.#sql.all(query, ...values, limit)).map(inspectionOf));
  }

  async #withTags(records: InspectionRecord[]): Promise<InspectionRecord[]> {
    if (records.length === 0) return records;
    const places = records.map(() => '?').join(', ');
    const rows = await this.#sql.all(
      `SELECT inspection_id, tag FROM inspection_tags WHERE inspection_id IN (${places}) ORDER BY tag`,
      ...records.map(({ id }) => id),
    );
    const tags = new Map<number, string[]>(records.map(({ id }) => [id, []]));
    for (const row of rows) tags.get(number(row, 'inspection_id'))?.push(text(row, 'tag'));
    return records.map((record) => ({ ...record, tags: tags.get(record.id) ?? [] }));
  }

  /** How many decisions a filter finds, by verdict and by kind of defect. */
  async counts(filter: InspectionFilter): Promise<InspectionCounts> {
    const { where, values } = conditions(filter);
    const row = await this.#sql.first(
      `SELECT count(*) AS total, count(*) FILTER (WHERE verdict = 'nominal') AS nominal,
              count(*) FILTER (WHERE review IS NULL) AS open FROM inspections${where}`,
      ...values,
    );
    const [total, nominal] = [Number(row?.total), Number(row?.nominal)];
    const tags = await this.#sql.all(
      `SELECT tag, count(*) AS n FROM inspection_tags JOIN inspections ON id = inspection_id${where}
       GROUP BY tag ORDER BY n DESC, tag`,
      ...values,
    );
    return {
      total,
      nominal,
      anomalous: total - nominal,
      notReviewed: Number(row?.open),
      tags: tags.map((own) => ({ tag: text(own, 'tag'), count: Number(own.n) })),
    };
  }

  async count(filter: InspectionFilter): Promise<number> {
    const { where, values } = conditions(filter);
    const row = await this.#sql.first(`SELECT count(*) AS n FROM inspections${where}`, ...values);
    return Number(row?.n);
  }

  /** Number of verdicts per minute from a time on, oldest first; images judged again are not counted. */
  async perMinute(productId: string, from: string): Promise<MinuteCount[]> {
    const rows = await this.#sql.all(
      `SELECT substr(created_at, 1, 16) AS minute,
              count(*) FILTER (WHERE verdict = 'nominal') AS nominal,
              count(*) FILTER (WHERE verdict = 'anomalous') AS anomalous
       FROM inspections WHERE product_id = ? AND created_at >= ? AND source NOT LIKE 'again-%'
       GROUP BY minute ORDER BY minute`,
      productId,
      from,
    );
    return rows.map((row) => ({
      minute: `${text(row, 'minute')}:00Z`,
      nominal: number(row, 'nominal'),
      anomalous: number(row, 'anomalous'),
    }));
  }

  /**
   * Image scores of the parts that a record's model has passed at the record's threshold, up to and
   * including the record, oldest first; of images judged again there are none.
   *
   * @param limit maximum number of scores; the newest are taken.
   */
  async passedScores(
    { id, productId, modelId, threshold }: InspectionRecord,
    limit: number,
  ): Promise<number[]> {
    const rows = await this.#sql.all(
      `SELECT image_score FROM inspections WHERE product_id = ? AND model_id = ? AND threshold = ?
       AND verdict = 'nominal' AND source NOT LIKE 'again-%' AND id <= ?
       ORDER BY id DESC LIMIT ?`,
      productId,
      modelId,
      threshold,
      id,
      limit,
    );
    return rows.map((row) => number(row, 'image_score')).reverse();
  }

  /** Keeps, in one commit, when decisions were told, or that they were late. */
  stamp(decisions: ReadonlyMap<number, LineStamps>): Promise<void> {
    return this.#sql.transaction(async (sql) => {
      for (const [id, stamps] of decisions)
        await sql.run('UPDATE inspections SET stamps = ? WHERE id = ?', JSON.stringify(stamps), id);
    });
  }

  /** Keeps what a person thinks of a decision. */
  async review(id: number, { review, comment, tags }: Opinion, actor: string): Promise<void> {
    await this.#sql.run('DELETE FROM inspection_tags WHERE inspection_id = ?', id);
    for (const tag of new Set(tags))
      await this.#sql.run(
        'INSERT INTO inspection_tags (inspection_id, tag) VALUES (?, ?)',
        id,
        tag,
      );
    await this.#sql.run(
      'UPDATE inspections SET review = ?, comment = ?, reviewed_by = ?, reviewed_at = ? WHERE id = ?',
      review,
      comment,
      actor,
      new Date().toISOString(),
      id,
    );
  }

  /** How many decisions a product has, and since when. */
  async history(productId: string): Promise<KeptHistory> {
    const row = await this.#sql.first(
      'SELECT created_at FROM inspections WHERE product_id = ? ORDER BY id LIMIT 1',
      productId,
    );
    return {
      decisions: await this.count({ productId }),
      reviewed: await this.count({ productId, review: 'any' }),
      oldest: row === undefined ? null : text(row, 'created_at'),
    };
  }

  /** Finds those of a product's decisions that are not kept. It is answered from an index alone. */
  async overdue(productId: string, { newest, since }: KeptDecisions): Promise<Overdue> {
    let upTo = 0;
    if (newest !== null) {
      const beyond = await this.#sql.first(
        'SELECT id FROM inspections WHERE product_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?',
        productId,
        newest,
      );
      upTo = beyond === undefined ? 0 : number(beyond, 'id');
    }
    if (since !== null) {
      // From the oldest on: it is near, because those before it are removed in their time.
      const first = await this.#sql.first(
        'SELECT id FROM inspections WHERE product_id = ? AND created_at >= ? ORDER BY id LIMIT 1',
        productId,
        since,
      );
      const last = first === undefined ? Number.MAX_SAFE_INTEGER : number(first, 'id') - 1;
      upTo = Math.max(upTo, last);
    }
    return { productId, upTo };
  }

  /** How many decisions are overdue. */
  async countOverdue({ productId, upTo }: Overdue): Promise<number> {
    const row = await this.#sql.first(
      'SELECT count(*) AS n FROM inspections WHERE product_id = ? AND review IS NULL AND id <= ?',
      productId,
      upTo,
    );
    return Number(row?.n);
  }

  /**
   * Images that go with the oldest overdue decisions, because nothing else refers to them.
   *
   * @param limit decisions that are looked at.
   */
  async overdueImages({ productId, upTo }: Overdue, limit: number): Promise<ImageBytes> {
    const row = await this.#sql.first(
      `SELECT count(*) AS images, sum(bytes) AS bytes FROM images WHERE sha256 IN (
         SELECT sha256 FROM inspections WHERE product_id = ? AND review IS NULL AND id <= ?
         ORDER BY id LIMIT ?)
       AND NOT EXISTS (SELECT 1 FROM training_images t WHERE t.sha256 = images.sha256)
       AND NOT EXISTS (SELECT 1 FROM test_images t WHERE t.sha256 = images.sha256)
       AND NOT EXISTS (SELECT 1 FROM inspections i WHERE i.sha256 = images.sha256
                       AND (i.product_id <> ? OR i.review IS NOT NULL OR i.id > ?))`,
      ...[productId, upTo, limit, productId, upTo],
    );
    return { images: Number(row?.images ?? 0), bytes: Number(row?.bytes ?? 0) };
  }

  /**
   * Drops the oldest overdue decisions, except those that were reviewed meanwhile.
   *
   * @param after an id up to which none is left.
   * @param limit of one commit, for which decisions of the line wait.
   * @returns the hashes of their images, and the id to go on after; null if none is left.
   */
  async prune(
    { productId, upTo }: Overdue,
    after: number,
    limit: number,
  ): Promise<{ readonly sha256s: readonly string[]; readonly last: number | null }> {
    const statement = `
      DELETE FROM inspections WHERE review IS NULL AND id IN (
        SELECT id FROM inspections WHERE product_id = ? AND review IS NULL AND id > ? AND id <= ?
        ORDER BY id LIMIT ?)
      RETURNING id, sha256`;
    const rows = await this.#sql.transaction((sql) =>
      sql.all(statement, productId, after, upTo, limit),
    );
    const ids = rows.map((row) => number(row, 'id'));
    return {
      sha256s: rows.map((row) => text(row, 'sha256')),
      last: ids.length === 0 ? null : Math.max(...ids),
    };
  }
}

/** Number of nominal and anomalous images in one minute. */
export interface MinuteCount {
  /** ISO 8601, the minute's start. */
  readonly minute: string;
  readonly nominal: number;
  readonly anomalous: number;
}

async function insert(
  sql: Sql,
  { patchScores, image, origin, part = null, stamps = null, ...entry }: NewInspection,
  createdAt: string,
): Promise<InspectionRecord> {
  if (image !== undefined) await insertImage(sql, image);
  const row = await sql.first(
    `INSERT INTO inspections (product_id, model_id, sha256, name, source, created_at, image_score,
       p_value, threshold, verdict, details, patch_scores, origin, part, stamps)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
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
    origin ?? null,
    part,
    stamps === null ? null : JSON.stringify(stamps),
  );
  return {
    ...entry,
    id: Number(row?.id),
    createdAt,
    review: null,
    comment: null,
    reviewedBy: null,
    reviewedAt: null,
    part,
    stamps,
    tags: [],
  };
}

type Condition = readonly [condition: string, value: SqlValue];

/**
 * The conditions of a filter for a query that does not go through the index by product, which has the
 * names: they are searched there first, not in the rows.
 */
function conditionsBySelection(
  { name, ...filter }: InspectionFilter,
  further: readonly Condition[] = [],
): { where: string; values: SqlValue[] } {
  const { productId } = filter;
  if (name === undefined || name === '') return conditions(filter, further);
  const named = conditions({ productId, name });
  const rest = conditions(filter, further);
  const where = `id IN (SELECT id FROM inspections${named.where})`;
  return {
    where: rest.where === '' ? ` WHERE ${where}` : `${rest.where} AND ${where}`,
    values: [...rest.values, ...named.values],
  };
}

function conditions(
  filter: InspectionFilter,
  further: readonly Condition[] = [],
): { where: string; values: SqlValue[] } {
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
  add('part = ?', filter.part);
  add('created_at >= ?', filter.from);
  add('created_at < ?', filter.to);
  // Both sides by the database, which may fold only ASCII.
  if (filter.name !== undefined && filter.name !== '')
    add("lower(name) LIKE lower(?) ESCAPE '!'", `%${filter.name.replace(/[!%_]/g, '!$&')}%`);
  add(
    'EXISTS (SELECT 1 FROM inspection_tags t WHERE t.inspection_id = inspections.id AND t.tag = ?)',
    filter.tag,
  );
  for (const [condition, value] of further) add(condition, value);
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
    verdict: text(row, 'verdict') as Verdict,
    details: detailsOf(row),
    review: textOrNull(row, 'review') as Review | null,
    comment: textOrNull(row, 'comment'),
    reviewedBy: textOrNull(row, 'reviewed_by'),
    reviewedAt: textOrNull(row, 'reviewed_at'),
    part: textOrNull(row, 'part'),
    stamps: jsonOrNull(row, 'stamps') as LineStamps | null,
    tags: [],
  };
}

/** Fields that decisions of earlier versions lack. */
const laterDetails = {
  scope: null,
  toImage: null,
  heldRate: null,
  highestRejectShare: null,
  warnings: [],
  zones: [],
  whole: null,
} satisfies Partial<InspectionDetails>;

/** The details, with fields that decisions of earlier versions lack. */
function detailsOf(row: Row): InspectionDetails {
  const stored = json<Omit<InspectionDetails, keyof typeof laterDetails>>(row, 'details');
  const regions = stored.regions.map((region) => ({
    ...{ meanScore: region.maxScore, contours: [], belowPixelThreshold: false },
    ...region,
  }));
  return { ...laterDetails, ...stored, regions };
}

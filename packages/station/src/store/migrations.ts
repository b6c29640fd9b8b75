/** What databases write differently in a schema. */
export interface Dialect {
  /** A whole number of up to 2⁵³. */
  readonly integer: string;
  /** A number of double precision. */
  readonly real: string;
  readonly bytes: string;
  /** A text that is compared by its bytes. */
  readonly ordered: string;
  /** Key of a table whose rows are numbered in the order of their insertion. */
  readonly identity: string;
  /** A further column `rowid` that is such a number, if the database has none by itself. */
  readonly rowid: string;
  readonly strict: string;
  /** An expression: the JSON text of a column without a key, which may be inside of others. */
  readonly withoutKey: (column: string, path: readonly string[]) => string;
}

/** How far a score lies from its threshold, as a share of it: what is near is in doubt. */
export const DOUBT = 'abs(image_score - threshold) / (abs(threshold) + 0.000000001)';

/**
 * The schema, step by step: a database of an older version is brought up to date by the steps that
 * it lacks. A step that was released is never changed.
 */
export function migrationsIn(dialect: Dialect): readonly string[] {
  const { integer, real, bytes, ordered, identity, rowid, strict, withoutKey } = dialect;
  return [
    `
  CREATE TABLE products (
    id TEXT PRIMARY KEY,
    name ${ordered} NOT NULL UNIQUE,
    config TEXT NOT NULL,
    false_reject_rate ${real} NOT NULL,
    model_id TEXT,
    created_at ${ordered} NOT NULL
  )${strict};
  CREATE TABLE images (
    sha256 TEXT PRIMARY KEY,
    bytes ${integer} NOT NULL,
    media_type TEXT NOT NULL,
    created_at ${ordered} NOT NULL
  )${strict};
  CREATE TABLE training_images (
    product_id TEXT NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES images(sha256),
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (product_id, sha256)${rowid}
  )${strict};
  CREATE TABLE models (
    id TEXT PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    version ${integer} NOT NULL,
    kind TEXT NOT NULL,
    parent_id TEXT,
    bytes ${integer} NOT NULL,
    summary TEXT NOT NULL,
    training TEXT NOT NULL,
    created_at ${ordered} NOT NULL,
    created_by TEXT NOT NULL,
    UNIQUE (product_id, version)
  )${strict};
  CREATE TABLE inspections (
    id ${identity},
    product_id TEXT NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    model_id TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES images(sha256),
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    created_at ${ordered} NOT NULL,
    image_score ${real} NOT NULL,
    p_value ${real} NOT NULL,
    threshold ${real} NOT NULL,
    verdict TEXT NOT NULL,
    details TEXT NOT NULL,
    patch_scores ${bytes} NOT NULL,
    review TEXT,
    comment TEXT,
    reviewed_by TEXT,
    reviewed_at TEXT
  )${strict};
  CREATE INDEX inspections_by_product ON inspections (product_id, id);
  CREATE INDEX inspections_by_image ON inspections (sha256);
  CREATE INDEX inspections_by_review ON inspections (product_id, review, id) WHERE review IS NOT NULL;
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    product_id TEXT NOT NULL,
    parameters TEXT NOT NULL,
    state TEXT NOT NULL,
    progress TEXT,
    result TEXT,
    error TEXT,
    attempts ${integer} NOT NULL DEFAULT 0,
    created_at ${ordered} NOT NULL,
    finished_at TEXT,
    created_by TEXT NOT NULL${rowid}
  )${strict};
  CREATE INDEX jobs_by_state ON jobs (state, created_at);
  CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    created_at ${ordered} NOT NULL
  )${strict};
  CREATE TABLE audit (
    id ${identity},
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    details TEXT NOT NULL
  )${strict};
  CREATE TABLE deliveries (
    id ${identity},
    sink TEXT NOT NULL,
    payload TEXT NOT NULL,
    attempts ${integer} NOT NULL DEFAULT 0,
    due_at ${integer} NOT NULL,
    failed ${integer} NOT NULL DEFAULT 0,
    last_error TEXT
  )${strict};
  CREATE INDEX deliveries_due ON deliveries (failed, due_at);
    `,
    `ALTER TABLE inspections ADD COLUMN origin TEXT`,
    // A key of fit configurations that is gone (decision 098).
    `UPDATE products SET config = ${withoutKey('config', ['ensemble'])};
     UPDATE products SET config = ${withoutKey('config', ['folds'])};
     UPDATE jobs SET parameters = ${withoutKey('parameters', ['config', 'ensemble'])};
     UPDATE jobs SET parameters = ${withoutKey('parameters', ['config', 'folds'])}`,
    `
  CREATE TABLE shifts (
    product_id TEXT PRIMARY KEY REFERENCES products(id) ON DELETE CASCADE,
    since TEXT NOT NULL,
    nominal ${integer} NOT NULL,
    anomalous ${integer} NOT NULL
  )${strict};
  CREATE TABLE alarms (
    id ${identity},
    product_id TEXT REFERENCES products(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    measured TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    ended_at TEXT,
    acknowledged_at TEXT,
    acknowledged_by TEXT
  )${strict};
  CREATE TABLE alarm_settings (
    product_id TEXT UNIQUE REFERENCES products(id) ON DELETE CASCADE,
    settings TEXT NOT NULL
  )${strict};
  CREATE TABLE test_images (
    product_id TEXT NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES images(sha256),
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    added_at ${ordered} NOT NULL,
    PRIMARY KEY (product_id, sha256)
  )${strict};
  CREATE TABLE test_scores (
    model_id TEXT NOT NULL REFERENCES models(id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    image_score ${real} NOT NULL,
    PRIMARY KEY (model_id, sha256)
  )${strict}`,
    // What a line knows of a part: its number, and when things happened to it.
    `ALTER TABLE inspections ADD COLUMN part TEXT;
     ALTER TABLE inspections ADD COLUMN stamps TEXT;
     CREATE INDEX inspections_by_part ON inspections (part, id) WHERE part IS NOT NULL`,
    // Orders of the history, kinds of defects, and what was removed and can be brought back.
    `
  CREATE INDEX inspections_by_score ON inspections (product_id, image_score, id);
  CREATE INDEX inspections_by_doubt ON inspections (product_id, (${DOUBT}), id);
  CREATE TABLE inspection_tags (
    inspection_id ${integer} NOT NULL REFERENCES inspections(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (inspection_id, tag)
  )${strict};
  CREATE INDEX inspection_tags_by_tag ON inspection_tags (tag, inspection_id);
  ALTER TABLE training_images ADD COLUMN removed_at TEXT;
  ALTER TABLE models ADD COLUMN removed_at TEXT;
  ALTER TABLE tokens ADD COLUMN removed_at TEXT;
    `,
    // Sources and sinks that are added in the console; what was not inspected; shifts that begin by the
    // clock; thresholds set by hand. Names are searched in an index, which is far smaller than the rows.
    `
  CREATE TABLE endpoints (
    direction TEXT NOT NULL,
    name ${ordered} NOT NULL,
    config TEXT NOT NULL,
    PRIMARY KEY (direction, name)
  )${strict};
  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  )${strict};
  CREATE TABLE refusals (
    id ${identity},
    product_id TEXT NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    at TEXT NOT NULL
  )${strict};
  CREATE INDEX refusals_by_product ON refusals (product_id, id);
  ALTER TABLE products ADD COLUMN threshold ${real};
  ALTER TABLE shifts ADD COLUMN refused ${integer} NOT NULL DEFAULT 0;
  CREATE INDEX inspections_by_source ON inspections (source, id);
  DROP INDEX inspections_by_product;
  CREATE INDEX inspections_by_product ON inspections (product_id, id, name);
    `,
    // Decisions are counted in the index by product, which has what the history is filtered by.
    `
  DROP INDEX inspections_by_product;
  CREATE INDEX inspections_by_product
    ON inspections (product_id, id, name, verdict, review, source, created_at);
    `,
    // What images take is added up in an index, which is far smaller than their rows.
    `CREATE INDEX images_by_size ON images (bytes)`,
  ];
}

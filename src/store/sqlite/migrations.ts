/** The schema in SQLite. A step has its counterpart, of the same number, for every other database. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE products (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    config TEXT NOT NULL,
    false_reject_rate REAL NOT NULL,
    model_id TEXT,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE images (
    sha256 TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE training_images (
    product_id TEXT NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES images(sha256),
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (product_id, sha256)
  ) STRICT;
  CREATE TABLE models (
    id TEXT PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    parent_id TEXT,
    bytes INTEGER NOT NULL,
    summary TEXT NOT NULL,
    training TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    UNIQUE (product_id, version)
  ) STRICT;
  CREATE TABLE inspections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    product_id TEXT NOT NULL REFERENCES products(id) ON DELETE CASCADE,
    model_id TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES images(sha256),
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    created_at TEXT NOT NULL,
    image_score REAL NOT NULL,
    p_value REAL NOT NULL,
    threshold REAL NOT NULL,
    verdict TEXT NOT NULL,
    details TEXT NOT NULL,
    patch_scores BLOB NOT NULL,
    review TEXT,
    comment TEXT,
    reviewed_by TEXT,
    reviewed_at TEXT
  ) STRICT;
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
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    finished_at TEXT,
    created_by TEXT NOT NULL
  ) STRICT;
  CREATE INDEX jobs_by_state ON jobs (state, created_at);
  CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    details TEXT NOT NULL
  ) STRICT;
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sink TEXT NOT NULL,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    failed INTEGER NOT NULL DEFAULT 0,
    last_error TEXT
  ) STRICT;
  CREATE INDEX deliveries_due ON deliveries (failed, due_at);
  `,
];

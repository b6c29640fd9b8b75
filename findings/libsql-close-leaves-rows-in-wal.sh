#!/usr/bin/env bash
# libsql 0.5.29 (npm), Node 20 or newer, write-ahead log: close() may leave rows in the -wal file.
#
# Expected: as with better-sqlite3, whose interface this is, and as SQLite documents for the last connection that is
# closed, close() moves all rows into the database file and removes the -wal file next to it.
# Observed: while any prepared statement has not been garbage collected (there is no finalize()), close() returns, the
# rows stay in the -wal file, and a copy of the database file alone has no table at all.
# With PRAGMA wal_checkpoint(TRUNCATE) before close() the file is complete.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent libsql@0.5.29
cat >check.cjs <<'JS'
const { copyFileSync } = require('node:fs');
const Database = require('libsql');
function rowsOfACopy(name, beforeClose) {
  const db = new Database(`${name}.db`);
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE parts (name TEXT)');
  const insert = db.prepare('INSERT INTO parts VALUES (?)');
  insert.run('bolt');
  beforeClose(db);
  db.close();
  globalThis[name] = insert; // A program that keeps its statements, as most do.
  copyFileSync(`${name}.db`, `${name}-copy.db`);
  try {
    return new Database(`${name}-copy.db`).prepare('SELECT count(*) AS n FROM parts').all()[0].n;
  } catch (error) {
    return error.message;
  }
}
const closed = rowsOfACopy('closed', () => undefined);
const checkpointed = rowsOfACopy('checkpointed', (db) => db.pragma('wal_checkpoint(TRUNCATE)'));
console.log({ closed, checkpointed });
process.exit(closed === 'no such table: parts' && checkpointed === 1 ? 0 : 1);
JS
node check.cjs
# Observed: { closed: 'no such table: parts', checkpointed: 1 }

import type { Row } from './Sql.ts';

/** A column that holds text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new TypeError(`column ${column} holds no text`);
}

/** A column that holds text or nothing. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** A column that holds a number. */
export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw new TypeError(`column ${column} holds no number`);
}

/** A column that holds bytes or nothing. */
export function bytesOrNull(row: Row, column: string): Uint8Array | null {
  const value = row[column];
  if (value === null || value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new TypeError(`column ${column} holds no bytes`);
}

/** A column that holds JSON of this program's own writing. */
export function json<Value>(row: Row, column: string): Value {
  return JSON.parse(text(row, column)) as Value;
}

/** A column that holds JSON or nothing. */
export function jsonOrNull(row: Row, column: string): unknown {
  return row[column] === null ? null : json(row, column);
}

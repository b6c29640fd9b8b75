/** A value for a column. */
export type SqlValue = string | number | null | Uint8Array;

/** One row, by column name. */
export type Row = Readonly<
  Record<string, string | number | boolean | null | Uint8Array | ArrayBuffer>
>;

/**
 * Runs statements in the SQL that all databases here share. Values stand where a statement has `?`.
 *
 * @throws NominalError from each of its methods: `STORE_FAILED` if the database fails,
 *   `STORE_UNAVAILABLE` if it does not answer, `STORE_CONFLICT` if a constraint is violated.
 */
export interface Sql {
  /** All rows of a query. Outside a transaction it changes nothing: it may be asked twice. */
  all(text: string, ...values: readonly SqlValue[]): Promise<Row[]>;
  /** The first row of a query. */
  first(text: string, ...values: readonly SqlValue[]): Promise<Row | undefined>;
  /** Runs a statement that returns nothing. @returns how many rows it changed. */
  run(text: string, ...values: readonly SqlValue[]): Promise<number>;
  /**
   * All of the work is committed together, or none of it, and nothing else comes between. The work uses
   * the `Sql` that it is given, waits for nothing but that, and has no effect elsewhere: it is repeated
   * if the database asks for that. Within another transaction it is part of that one.
   */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
}

/** What a database takes on its disk, in bytes. */
export interface DatabaseSize {
  readonly bytes: number;
  /** Part of it that is free for new rows: removed rows make no file smaller. Null if that is unknown. */
  readonly reusableBytes: number | null;
}

/** A database whose schema is brought up to date step by step. */
export interface Database extends Sql {
  /** Steps that make its schema, oldest first. A step that was released is never changed. */
  readonly migrations: readonly string[];
  /** How many steps it has gone through. */
  schemaVersion(): Promise<number>;
  /** Goes through one step and notes its number, in one commit. */
  advance(step: string, version: number): Promise<void>;
  size(): Promise<DatabaseSize>;
  /** Asks whether it answers, without patience. */
  ping(): Promise<void>;
  /** Flushes and closes; it is of no use after. */
  close(): Promise<void>;
}

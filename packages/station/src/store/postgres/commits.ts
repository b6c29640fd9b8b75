import type { Sql } from '../Sql.ts';

/**
 * What became of a commit whose answer was lost. Each transaction that writes leaves a token in the
 * table `commits`: if the token is there, the transaction was committed. The server's own transaction
 * numbers do not prove this: after a crash, numbers that had not reached the disk are used again.
 */

/** A commit is asked about within the time that a call waits, which is far less. */
const KEPT = "interval '10 minutes'";
/** Old tokens are removed after this many commits. */
export const COMMITS_BETWEEN_PREPARATIONS = 5000;

/** Creates the table if it is missing, and removes old tokens. */
export async function prepareCommits(sql: Sql): Promise<void> {
  // If two connections created the table at the same time, one would fail; and it must not be lost in a
  // crash.
  await sql.run(`
    SELECT set_config('synchronous_commit', 'on', true);
    SELECT pg_advisory_xact_lock(hashtext('nominal commits'));
    CREATE TABLE IF NOT EXISTS commits (
      token UUID PRIMARY KEY,
      denied BOOLEAN NOT NULL,
      at TIMESTAMPTZ NOT NULL DEFAULT now()
    );
    DELETE FROM commits WHERE at < now() - ${KEPT}`);
}

/**
 * Leaves the token in the transaction under way.
 *
 * @returns false if the transaction has written nothing, so that it does not matter what becomes of it
 */
export async function markCommit(sql: Sql, token: string): Promise<boolean> {
  const marked = await sql.run(
    `INSERT INTO commits (token, denied)
     SELECT ?::uuid, false WHERE pg_current_xact_id_if_assigned() IS NOT NULL`,
    token,
  );
  return marked > 0;
}

/**
 * Puts the token in the transaction's place, so that a commit that is still under way fails. One
 * that holds the token is waited for.
 *
 * @returns false if the transaction was committed before
 */
export async function denyCommit(sql: Sql, token: string): Promise<boolean> {
  await sql.run('INSERT INTO commits VALUES (?, true) ON CONFLICT DO NOTHING', token);
  const row = await sql.first('SELECT denied FROM commits WHERE token = ?', token);
  return row?.denied !== false;
}

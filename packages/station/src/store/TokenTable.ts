import { createHash, randomBytes } from 'node:crypto';
import { text } from './columns.ts';
import { createId } from './createId.ts';
import type { Scope, Token } from './records.ts';
import type { Row, Sql } from './Sql.ts';

/** Access tokens. Only a hash of each is kept; a secret of 256 random bits needs no salt. */
export class TokenTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** @returns the token with its secret, which is shown only this once. */
  async create(name: string, scope: Scope): Promise<Token & { readonly secret: string }> {
    const secret = `nom_${randomBytes(32).toString('base64url')}`;
    const token = { id: createId(), name, scope, createdAt: new Date().toISOString() };
    await this.#sql.run(
      'INSERT INTO tokens (id, name, hash, scope, created_at) VALUES (?, ?, ?, ?, ?)',
      token.id,
      name,
      hash(secret),
      scope,
      token.createdAt,
    );
    return { ...token, secret };
  }

  /**
   * The token of a secret. It is looked up by hash: the time that takes reveals nothing about the
   * secret.
   */
  async find(secret: string): Promise<Token | null> {
    const row = await this.#sql.first(
      'SELECT * FROM tokens WHERE hash = ? AND removed_at IS NULL',
      hash(secret),
    );
    return row === undefined ? null : tokenOf(row);
  }

  /** Whether there is a token of this id. */
  async exists(id: string): Promise<boolean> {
    const query = 'SELECT 1 AS found FROM tokens WHERE id = ? AND removed_at IS NULL';
    return (await this.#sql.first(query, id)) !== undefined;
  }

  async list(): Promise<Token[]> {
    const query = 'SELECT * FROM tokens WHERE removed_at IS NULL ORDER BY created_at, id';
    return (await this.#sql.all(query)).map(tokenOf);
  }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function tokenOf(row: Row): Token {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    scope: text(row, 'scope') as Scope,
    createdAt: text(row, 'created_at'),
  };
}

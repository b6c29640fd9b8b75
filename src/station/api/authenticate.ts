import '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { NominalError } from '../../errors/index.ts';
import { type Scope, type Store, scopes } from '../../store/index.ts';

/** Name of the cookie in which the console keeps its token. */
export const TOKEN_COOKIE = 'nominal_token';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Refuses what a foreign web page makes a browser ask: a request that changes something must come
 * from the station's own page or from no page, and without tokens the station answers only to its
 * own names, lest another name be pointed at it.
 *
 * @throws NominalError `FORBIDDEN`.
 */
export function refuseForeignPages(request: FastifyRequest, tokenRequired: boolean): void {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers;
  if (!tokenRequired && !LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) {
    throw new NominalError('FORBIDDEN', {
      what: 'the station was called by a name that is not its own',
      expected: 'localhost or a loopback address',
      received: host.slice(0, 100),
    });
  }
  if (SAFE_METHODS.has(request.method)) return;
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const foreignOrigin = origin !== undefined && hostOf(origin) !== host;
  if (foreignSite || foreignOrigin) {
    throw new NominalError('FORBIDDEN', {
      what: 'a page of another site asks for a change',
      remedy: "Use the station's own console, or a client that is no web page",
    });
  }
}

/**
 * Finds out who asks.
 *
 * @returns null scope for nobody known.
 */
export async function authenticate(
  request: FastifyRequest,
  store: Store,
  tokenRequired: boolean,
): Promise<{ readonly actor: string; readonly scope: Scope | null }> {
  const secret = secretOf(request);
  const token = secret === undefined ? null : await store.tokens.find(secret);
  if (token !== null) return { actor: token.name, scope: token.scope };
  // A wrong token is refused also where none is needed: its bearer believes to be somebody.
  if (secret !== undefined || tokenRequired) return { actor: 'unknown', scope: null };
  return { actor: 'local', scope: 'admin' };
}

/** @throws NominalError `UNAUTHORIZED` or `FORBIDDEN`. */
export function requireScope(held: Scope | null, needed: Scope): void {
  if (held === null) {
    throw new NominalError('UNAUTHORIZED', {
      what: 'the request carries no valid token',
      expected: 'a header "Authorization: Bearer TOKEN"',
      remedy: 'Ask whoever runs the station for a token',
    });
  }
  if (scopes.indexOf(held) >= scopes.indexOf(needed)) return;
  throw new NominalError('FORBIDDEN', {
    what: "the token's scope is too small",
    expected: needed,
    received: held,
  });
}

function secretOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return authorization.replace(/^Bearer +/i, '');
  return request.cookies[TOKEN_COOKIE];
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

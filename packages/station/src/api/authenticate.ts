import '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { NominalError } from 'nominal-vision/internal/errors';
import { type Scope, type Store, scopes } from '../store/index.ts';
import { isForwarded, isLocal, isLoopbackName } from './isLocal.ts';
import { authorText, statedName } from './statedName.ts';
import type { TokenTrials } from './TokenTrials.ts';

/** Name of the cookie in which the console keeps its token. */
export const TOKEN_COOKIE = 'nominal_token';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/**
 * Refuses what a foreign web page makes a browser ask: a request that changes something must come from
 * the station's own page or from no page, and without tokens the station answers only to its own names,
 * so that no other name can be pointed at it.
 *
 * @throws NominalError `FORBIDDEN`.
 */
export function refuseForeignPages(request: FastifyRequest, tokenRequired: boolean): void {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers;
  // Who comes through a proxy needs a token, and by what name the proxy is known is its own concern.
  if (!tokenRequired && !isLoopbackName(host) && !isForwarded(request)) {
    throw new NominalError('FORBIDDEN', {
      what: 'the station was called by a name that is not its own',
      expected: 'localhost or a loopback address',
      received: host.slice(0, 100),
    });
  }
  if (SAFE_METHODS.has(request.method)) return;
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  // The host that a trusted proxy was asked for, where there is one.
  const foreignOrigin = origin !== undefined && hostOf(origin) !== request.host;
  if (foreignSite || foreignOrigin) {
    throw new NominalError('FORBIDDEN', {
      what: 'a page of another site asks for a change',
      remedy: "Use the station's own console, or a client that is no web page",
    });
  }
}

/** Who asks. */
export interface Asker {
  /** The name of the token, or "local"; before it the name that a person states. */
  readonly actor: string;
  /** Null for nobody known. */
  readonly scope: Scope | null;
  /** Of the token; null where there is none. */
  readonly tokenId: string | null;
}

const nobody: Asker = { actor: 'unknown', scope: null, tokenId: null };

/**
 * Finds out who asks.
 *
 * @throws NominalError `RATE_LIMITED` after too many wrong tokens, `REQUEST_INVALID` for a name that is none.
 */
export async function authenticate(
  request: FastifyRequest,
  store: Store,
  trials: TokenTrials,
  tokenRequired: boolean,
): Promise<Asker> {
  const secret = secretOf(request);
  const stated = statedName(request);
  // A wrong token is refused even if none is needed: its bearer expects to be recognized.
  if (secret === undefined) {
    const isAdmin = !tokenRequired && isLocal(request);
    const actor = authorText('local', stated);
    return isAdmin ? { actor, scope: 'admin', tokenId: null } : nobody;
  }
  trials.assertAllowed(request.ip, secret);
  const token = await store.tokens.find(secret);
  trials.note(request.ip, secret, token !== null);
  if (token === null) return nobody;
  const { name, scope, id: tokenId } = token;
  return { actor: authorText(name, stated), scope, tokenId };
}

/** @throws NominalError `UNAUTHORIZED` or `FORBIDDEN`. */
export function requireScope(held: Scope | null, needed: Scope): void {
  if (held === null) {
    throw new NominalError('UNAUTHORIZED', {
      reason: 'noToken',
      what: 'the request carries no valid token',
      expected: 'a header "Authorization: Bearer TOKEN"',
      remedy: 'Ask the operator of the station for a token',
    });
  }
  if (scopes.indexOf(held) >= scopes.indexOf(needed)) return;
  throw new NominalError('FORBIDDEN', {
    reason: 'scopeTooSmall',
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

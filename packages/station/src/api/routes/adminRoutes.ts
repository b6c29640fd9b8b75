import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { version } from 'nominal-vision/internal/version';
import type { Station } from '../../Station.ts';
import { kindsFor } from '../../endpoints/consoleKinds.ts';
import type { Scope } from '../../store/index.ts';
import { requireScope, TOKEN_COOKIE } from '../authenticate.ts';
import { isTokenRequired } from '../isLocal.ts';
import { endStreamsOf } from '../../answers/eventStream.ts';
import { absent } from '../lookup.ts';
import {
  auditSchema,
  idSchema,
  limitSchema,
  sessionSchema,
  tokenBodySchema,
  tokenSchema,
} from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors } from '../withErrors.ts';

const tags = ['access'];

/** Who may do what, and who did. */
export function addAdminRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  addSession(app, station);
  app.get(
    '/tokens',
    {
      config: { scope: 'admin' },
      schema: { tags, summary: 'All tokens', response: withErrors({ 200: z.array(tokenSchema) }) },
    },
    () => store.tokens.list(),
  );
  app.post(
    '/tokens',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Create a token; its secret is told this once',
        body: tokenBodySchema,
        response: withErrors({ 201: tokenSchema.extend({ secret: z.string() }) }),
      },
    },
    async (request, reply) => {
      const { name, scope } = request.body;
      void reply.code(201).header('cache-control', 'no-store');
      return store.transaction(async ({ tokens, audit }) => {
        const token = await tokens.create(name, scope);
        await audit.add(request.actor, 'token.create', token.id, { name, scope });
        return token;
      });
    },
  );
  app.delete(
    '/tokens/:token',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Revoke a token: it is in the waste bin, and opens nothing',
        params: z.strictObject({ token: idSchema }),
        response: withErrors({ 204: z.null() }),
      },
    },
    async (request, reply) => {
      const { token } = request.params;
      await store.transaction(async ({ bin, audit }) => {
        const item = { kind: 'token', id: token, productId: null } as const;
        if (!(await bin.put(item))) absent('token', token);
        await audit.add(request.actor, 'token.remove', token);
      });
      endStreamsOf(token, station.streams);
      void reply.code(204);
      return null;
    },
  );
  app.get(
    '/audit',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Who changed what, newest first',
        querystring: z.strictObject({
          before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
          limit: limitSchema.default(100),
        }),
        response: withErrors({ 200: z.array(auditSchema) }),
      },
    },
    (request) => store.audit.list(request.query.limit, request.query.before),
  );
}

function addSession(app: StationApp, station: Station): void {
  const tokenRequired = isTokenRequired(station.config);
  const mayAdd = (scope: Scope, hasToken: boolean) =>
    scope === 'admin' ? kindsFor(station.config.consoleMayAdd, hasToken) : [];
  app.get(
    '/session',
    {
      config: { scope: 'inspect' },
      schema: { tags, summary: 'Who one is here', response: withErrors({ 200: sessionSchema }) },
    },
    ({ actor, scope, tokenId }) => {
      requireScope(scope, 'inspect');
      const own = scope ?? 'inspect';
      return { actor, scope: own, tokenRequired, version, mayAdd: mayAdd(own, tokenId !== null) };
    },
  );
  app.post(
    '/session',
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Keep a token in a cookie, for the console',
        security: [],
        body: z.strictObject({ token: z.string().min(1).max(200) }),
        response: withErrors({ 200: sessionSchema }),
      },
    },
    async (request, reply) => {
      const token = await station.store.tokens.find(request.body.token);
      if (token === null)
        throw new NominalError('UNAUTHORIZED', {
          reason: 'unknownToken',
          what: 'there is no such token',
        });
      void reply.setCookie(TOKEN_COOKIE, request.body.token, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: request.protocol === 'https',
      });
      const { name: actor, scope } = token;
      return { actor, scope, tokenRequired, version, mayAdd: mayAdd(scope, true) };
    },
  );
  app.delete(
    '/session',
    {
      schema: {
        tags,
        summary: 'Forget the cookie',
        security: [],
        response: withErrors({ 204: z.null() }),
      },
    },
    (_request, reply) => {
      void reply.clearCookie(TOKEN_COOKIE, { path: '/' }).code(204);
      return null;
    },
  );
}

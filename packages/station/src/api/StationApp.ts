import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifySchema,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Scope } from '../store/index.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a token must have; without it the route is open to everyone. */
    scope?: Scope;
  }
  interface FastifyRequest {
    /** Who asks: the name of the token, or "local"; before it the name that a person states. */
    actor: string;
    scope: Scope | null;
    /** Id of the token that came with the request; null if none did. */
    tokenId: string | null;
  }
}

/** The server with schemas that give types. */
export type StationApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A route's schema with the errors that every route may answer with. */
export type RouteSchema = FastifySchema;

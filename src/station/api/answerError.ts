import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { NominalError } from '../../errors/index.ts';

/** Answers every error in one form: code, message, details. */
export function answerError(
  error: FastifyError | NominalError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = nominalErrorOf(error);
  const { code, message, details, httpStatus } = known;
  if (httpStatus === 500) request.log.error(error);
  const { retryAfterS } = details;
  if (typeof retryAfterS === 'number') void reply.header('retry-after', retryAfterS);
  if (httpStatus === 401) void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(httpStatus)
    .type('application/json')
    .send({ error: { code, message, details } });
}

function nominalErrorOf(error: FastifyError | NominalError): NominalError {
  if (error instanceof NominalError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(describe(error.validation), error);
  switch (error.statusCode) {
    case 413:
      return new NominalError('IMAGE_TOO_LARGE', {
        what: 'the request is too large',
        received: error.message,
        remedy: 'Send fewer or smaller images',
        cause: error,
      });
    case 429:
      return new NominalError('RATE_LIMITED', {
        what: 'too many requests came from this address',
        remedy: 'Try again later',
        details: { retryAfterS: 60 },
        cause: error,
      });
    case 404:
      return new NominalError('NOT_FOUND', { what: error.message, cause: error });
    default:
      if (error.statusCode !== undefined && error.statusCode < 500)
        return invalid(error.message, error);
      return new NominalError('INTERNAL', {
        what: 'something went wrong that should not',
        remedy: "Look at the station's log",
        cause: error,
      });
  }
}

function invalid(received: string, cause: Error): NominalError {
  return new NominalError('CONFIG_INVALID', { what: 'the request is not valid', received, cause });
}

function describe(issues: readonly { instancePath: string; message?: string }[]): string {
  return issues
    .map(({ instancePath, message = 'is not valid' }) => `"${instancePath.slice(1)}": ${message}`)
    .join('; ');
}

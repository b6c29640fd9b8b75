import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { describeIssues } from '../receive/describeIssues.ts';
import { hideWithin, type PathHider } from '../answers/hidePaths.ts';

/** Longest message that is sent: what was received may be of any length. */
const MAX_MESSAGE_LENGTH = 2000;

/** Answers every error in one form: code, message, details. */
export function answerErrors(hide: PathHider) {
  return (
    error: FastifyError | NominalError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply => {
    const { code, reason, message, details, httpStatus } = nominalErrorOf(error, request);
    if (httpStatus === 500 || httpStatus === 507) request.log.error(error);
    const { retryAfterS } = details;
    if (typeof retryAfterS === 'number') void reply.header('retry-after', retryAfterS);
    if (httpStatus === 401) void reply.header('www-authenticate', 'Bearer');
    return reply
      .code(httpStatus)
      .type('application/json')
      .send({
        error: {
          code,
          ...(reason === null ? {} : { reason }),
          message: clipped(hide(message)),
          details: hideWithin(details, hide),
        },
      });
  };
}

function clipped(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}

function nominalErrorOf(error: FastifyError | NominalError, request: FastifyRequest): NominalError {
  if (error instanceof NominalError) return error;
  // The client is gone, and errors of a connection that broke are not the station's fault.
  if (request.raw.socket.destroyed && !request.raw.complete) return brokenOff(error);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(({ instancePath, message = 'is not valid' }) => ({
      path: instancePath.split('/').slice(1),
      message,
    }));
    return invalid(describeIssues(issues), error);
  }
  switch (error.statusCode) {
    case 413:
      return new NominalError('REQUEST_TOO_LARGE', {
        reason: 'requestTooLarge',
        what: tooMuch[error.code] ?? 'the request is too large',
        remedy: 'Send less at a time',
        cause: error,
      });
    case 429:
      return new NominalError('RATE_LIMITED', {
        reason: 'tooManyRequests',
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
        reason: 'programmingMistake',
        what: 'something went wrong that should not',
        remedy: "Look at the station's log",
        cause: error,
      });
  }
}

function invalid(received: string, cause: Error): NominalError {
  return new NominalError('CONFIG_INVALID', { what: 'the request is not valid', received, cause });
}

function brokenOff(cause: Error): NominalError {
  return new NominalError('REQUEST_INVALID', {
    reason: 'requestBrokeOff',
    what: 'the request broke off before its end',
    cause,
  });
}

/** What a form has too many of, by the error code of the library that reads it. */
const tooMuch: Readonly<Record<string, string>> = {
  FST_FILES_LIMIT: 'the form holds more files than the station takes',
  FST_FIELDS_LIMIT: 'the form holds more fields than the station takes',
  FST_PARTS_LIMIT: 'the form holds more parts than the station takes',
};

import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { PROTOCOL_VERSION } from './protocolVersion.ts';

/**
 * Reads and checks a message of a fleet: its version first, since nothing else is known about another
 * version.
 *
 * @param what kind of message it is.
 * @throws NominalError `FLEET_PROTOCOL` or `REQUEST_INVALID`.
 */
export function parseMessage<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  what: string,
): z.output<Schema> {
  const value = parseJson(text, what);
  const version = z.looseObject({ protocol: z.int() }).safeParse(value);
  if (version.success && version.data.protocol !== PROTOCOL_VERSION) {
    throw new NominalError('FLEET_PROTOCOL', {
      what: `the ${what} is of another version of the fleet's protocol`,
      expected: `version ${PROTOCOL_VERSION}`,
      received: `version ${version.data.protocol}`,
      remedy:
        'Use programs of the same version in one fleet, or set up a second one by another name',
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new NominalError('REQUEST_INVALID', {
    what: `the ${what} is not valid: ${z.prettifyError(result.error).replaceAll('\n', ' ')}`,
    remedy: 'Send it as the protocol says',
  });
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NominalError('REQUEST_INVALID', { what: `the ${what} is not JSON`, cause });
  }
}

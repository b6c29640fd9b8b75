import { headers as newHeaders, type MsgHdrs } from '@nats-io/transport-node';
import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { parseMessage } from './parseMessage.ts';
import { PROTOCOL_VERSION } from './protocolVersion.ts';
import { sha256Schema, tokenSchema } from './tokens.ts';

/** Header of a request's message; its body is the image file, or empty if the image lies elsewhere. */
const HEADER = 'Nominal-Request';

/** Client of requests that name none, such as images published by a camera. */
export const ANONYMOUS = 'anonymous';

const imageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inline') }),
  z.strictObject({
    kind: z.literal('object'),
    /** Name in the object store of images. */
    object: z.string().min(1).max(200),
    sha256: sha256Schema,
  }),
]);

export const requestHeaderSchema = z.strictObject({
  protocol: z.int(),
  client: tokenSchema,
  id: tokenSchema,
  /** As the sender calls the image; shown, never opened. */
  name: z.string().max(200),
  image: imageSchema,
  /** SHA-256 of the model file, if it is not to be the product's current model. */
  model: sha256Schema.optional(),
  /** Share of good parts that may be rejected, instead of the product's. */
  falseRejectRate: z.number().gt(0).lt(1).optional(),
  /** A raw threshold that was set by hand, instead of that of a rate. */
  threshold: z.number().optional(),
});

/** A request for one image, without the product and the priority, which are in the subject. */
export type RequestHeader = z.output<typeof requestHeaderSchema>;

/** The header of a request, as it is sent. */
export function encodeRequest(request: Omit<RequestHeader, 'protocol'>): MsgHdrs {
  const header = newHeaders();
  header.set(HEADER, JSON.stringify({ protocol: PROTOCOL_VERSION, ...request }));
  return header;
}

/**
 * The header of a request. A message without one is the bytes of an image, as a camera publishes them.
 *
 * @param sequence of the message in its stream, which then names the request.
 * @throws NominalError `FLEET_PROTOCOL` or `REQUEST_INVALID`.
 */
export function decodeRequest(header: MsgHdrs | undefined, sequence: number): RequestHeader {
  const text = header?.get(HEADER) ?? '';
  if (text !== '') return parseMessage(requestHeaderSchema, text, 'request');
  return {
    protocol: PROTOCOL_VERSION,
    client: ANONYMOUS,
    id: `seq-${sequence}`,
    name: '',
    image: { kind: 'inline' },
  };
}

/** Client and id of a request, as far as they can be made out: also of one that is not valid. */
export function keyOfRequest(
  header: MsgHdrs | undefined,
  sequence: number,
): { readonly client: string; readonly id: string } {
  const key = z.object({ client: tokenSchema, id: tokenSchema });
  try {
    return key.parse(JSON.parse(header?.get(HEADER) ?? ''));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError)
      return { client: ANONYMOUS, id: `seq-${sequence}` };
    throw error;
  }
}

/** The error of a request whose image is not the one that its sender had. */
export function imageChanged(object: string): NominalError {
  return new NominalError('REQUEST_INVALID', {
    what: `the image ${object} is not the one that was handed in`,
    expected: 'bytes of the SHA-256 that the request names',
    remedy: 'Hand it in again',
  });
}

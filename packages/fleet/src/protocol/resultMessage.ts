import { z } from 'zod';
import { type ErrorCode, errorCodes } from 'nominal-vision/internal/errors';
import { detailsSchema, regionSchema } from 'nominal-vision/internal/decision';
import { parseMessage } from './parseMessage.ts';
import { PROTOCOL_VERSION } from './protocolVersion.ts';
import { sha256Schema, tokenSchema } from './tokens.ts';

const pointSchema = z.tuple([z.number(), z.number()]).readonly();

const judgementSchema = z.strictObject({
  imageScore: z.number(),
  pValue: z.number(),
  threshold: z.number(),
  verdict: z.enum(['nominal', 'anomalous']),
  /** Float32, little-endian, one per cell of the patch grid, row-major. */
  patchScores: z.base64().transform(floatsOf),
  details: detailsSchema.extend({
    regions: z
      .array(
        regionSchema.extend({
          meanScore: z.number(),
          contours: z.array(z.array(pointSchema).readonly()).readonly(),
        }),
      )
      .readonly(),
  }),
});

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

const resultSchema = z.object({
  protocol: z.int(),
  product: tokenSchema,
  client: tokenSchema,
  id: tokenSchema,
  name: z.string(),
  worker: tokenSchema,
  /** How often the request was given to a worker. */
  tries: z.int(),
  finishedAt: z.iso.datetime(),
  outcome: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('judged'), model: sha256Schema, judgement: judgementSchema }),
    z.strictObject({
      kind: z.literal('failed'),
      error: z.strictObject({
        code: z.enum(codes),
        message: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    }),
  ]),
});

/** The result of one request: a judgement, or the reason why it is among the dead letters. */
export type FleetResult = z.output<typeof resultSchema>;

/** The result of a request that was done. */
export type JudgedResult = FleetResult & {
  readonly outcome: Extract<FleetResult['outcome'], { kind: 'judged' }>;
};

/** The outcome of a request, without the fields that every result has. */
export type Outcome = FleetResult['outcome'];

/** A result as it is sent. */
export function encodeResult(result: Omit<FleetResult, 'protocol'>): string {
  const { outcome } = result;
  return JSON.stringify({
    ...result,
    protocol: PROTOCOL_VERSION,
    outcome:
      outcome.kind === 'failed'
        ? outcome
        : {
            ...outcome,
            judgement: {
              ...outcome.judgement,
              patchScores: base64Of(outcome.judgement.patchScores),
            },
          },
  });
}

/** @throws NominalError `FLEET_PROTOCOL` or `REQUEST_INVALID`. */
export function decodeResult(text: string): FleetResult {
  return parseMessage(resultSchema, text, 'result');
}

function base64Of(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

function floatsOf(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / 4));
}

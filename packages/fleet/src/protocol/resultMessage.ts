import { z } from 'zod';
import {
  type ErrorCode,
  errorCodes,
  type ErrorReason,
  errorReasons,
} from 'nominal-vision/internal/errors';
import { judgementSchema } from 'nominal-vision/internal/decision';
import { parseMessage } from './parseMessage.ts';
import { PROTOCOL_VERSION } from './protocolVersion.ts';
import { sha256Schema, tokenSchema } from './tokens.ts';

const sentJudgementSchema = judgementSchema.extend({
  /** Float32, little-endian. */
  patchScores: z.base64().transform(floatsOf),
});

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];
const reasons = Object.keys(errorReasons) as [ErrorReason, ...ErrorReason[]];

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
    z.strictObject({
      kind: z.literal('judged'),
      model: sha256Schema,
      judgement: sentJudgementSchema,
    }),
    z.strictObject({
      kind: z.literal('failed'),
      error: z.strictObject({
        code: z.enum(codes),
        reason: z.enum(reasons).optional(),
        message: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    }),
  ]),
});

/** The result of one request: a judgement, or the reason why it is among the dead letters. */
export type FleetResult = z.output<typeof resultSchema>;

/** The result of a request that was processed. */
export type JudgedResult = FleetResult & {
  readonly outcome: Extract<FleetResult['outcome'], { kind: 'judged' }>;
};

/** The part of a result that differs by request: a judgement or an error. */
export type RequestOutcome = FleetResult['outcome'];

/** Encodes a result. */
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

import { verdictSchema } from 'nominal-vision/internal/decision';
import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .describe('Letters, digits, "-" and "_"');
const verdicts = z
  .array(verdictSchema)
  .min(1)
  .default(verdictSchema.options)
  .describe('Verdicts that are sent');

/** Address to which each decision is posted. */
export const webhookSinkSchema = z.strictObject({
  kind: z.literal('webhook'),
  name,
  verdicts,
  url: z.url({ protocol: /^https?$/ }),
  secret: z
    .string()
    .min(16)
    .describe('Key of the HMAC-SHA-256 signature that each message carries'),
  timeoutMs: z.int().min(100).max(600_000).default(10_000),
  maxAttempts: z
    .int()
    .min(1)
    .max(100)
    .default(12)
    .describe('Attempts before a message is given up; the wait between them doubles'),
  retryMs: z.int().min(10).max(3_600_000).default(1000).describe('Wait after the first attempt'),
});

/** Topic of an MQTT broker on which each decision is published. */
export const mqttSinkSchema = z.strictObject({
  kind: z.literal('mqtt'),
  name,
  verdicts,
  url: z.string().regex(/^(mqtts?|wss?):\/\//, 'starts with mqtt://, mqtts://, ws:// or wss://'),
  topic: z
    .string()
    .min(1)
    .default('nominal/{product}/verdict')
    .describe("Topic; {product} stands for the product's name"),
  username: z.string().optional(),
  password: z.string().optional(),
  maxAttempts: z.int().min(1).max(1_000_000).default(100_000),
  retryMs: z.int().min(10).max(3_600_000).default(1000),
});

/** One sink of decisions. */
export const sinkSchema = z.discriminatedUnion('kind', [webhookSinkSchema, mqttSinkSchema]);

export type SinkConfig = z.output<typeof sinkSchema>;
export type WebhookSinkConfig = z.output<typeof webhookSinkSchema>;
export type MqttSinkConfig = z.output<typeof mqttSinkSchema>;

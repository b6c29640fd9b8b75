import { z } from 'zod';
import { isLoopback } from '../../isLoopback.ts';

/** Keys of a camera that waits to be asked for a part. */
const asked = {
  frameTimeoutMs: z
    .int()
    .min(1)
    .max(600_000)
    .default(1000)
    .describe('Longest wait for a frame after a trigger'),
  delayMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe('Frames that arrive within this time after a trigger are passed over'),
  paired: z
    .boolean()
    .default(false)
    .describe(
      'Whether the camera itself is triggered, too: then each frame belongs to a trigger, and one without is a fault',
    ),
};

const opcUaTriggerSchema = z
  .strictObject({
    on: z.literal('opcua'),
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address to listen at for OPC UA clients'),
    port: z.int().min(1).max(65535).default(4840).describe('Port to listen at for OPC UA clients'),
    security: z
      .enum(['encrypted', 'none'])
      .default('encrypted')
      .describe(
        'Whether clients need a trusted certificate, a name and a password; without them only on this machine',
      ),
    username: z.string().min(1).max(64).default('plc').describe('Name that clients give'),
    password: z
      .string()
      .min(8)
      .max(256)
      .optional()
      .describe('Password that clients give (default: the variable NOMINAL_OPCUA_PASSWORD)'),
    ...asked,
  })
  .refine(({ security, host }) => security === 'encrypted' || isLoopback(host), {
    message: 'security "none" needs a loopback address',
    path: ['security'],
  });

/** What has frames of a camera inspected. */
export const triggerSchema = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.literal('frame'),
    every: z.int().min(1).max(1_000_000).default(1).describe('Inspect every so many frames'),
    maxPerSecond: z.number().gt(0).max(1000).optional().describe('Most frames inspected a second'),
  }),
  z.strictObject({ on: z.literal('http'), ...asked }),
  z.strictObject({
    on: z.literal('mqtt'),
    url: z
      .string()
      .regex(/^(mqtts?|wss?):\/\//, 'starts with mqtt://, mqtts://, ws:// or wss://')
      .describe('Address of the broker'),
    topic: z
      .string()
      .min(1)
      .describe('Each message is a trigger; its text is the number of the part'),
    faultTopic: z
      .string()
      .regex(/^[^+#]+$/, 'is one topic, without "+" and "#"')
      .optional()
      .describe('Topic on which it is told that a part is not inspected, and why (default: none)'),
    username: z.string().optional(),
    password: z.string().optional(),
    ...asked,
  }),
  z.strictObject({
    on: z.literal('modbus'),
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address to listen at for the PLC; Modbus knows no passwords'),
    port: z.int().min(1).max(65535).default(1502).describe('Port to listen at for the PLC'),
    ...asked,
  }),
  opcUaTriggerSchema,
]);

/** What has frames of a camera inspected. */
export type TriggerConfig = z.output<typeof triggerSchema>;

import { z } from 'zod';
import { tokenSchema } from '../protocol/tokens.ts';

const path = z.string().min(1);

/** How a program finds NATS and its fleet there. */
export const natsOptionsSchema = z.strictObject({
  servers: z
    .array(z.url({ protocol: /^(nats|tls)$/ }))
    .min(1)
    .describe('Addresses, nats:// or tls://; with USER:PASSWORD@ or TOKEN@ before the host'),
  fleet: tokenSchema
    .default('nominal')
    .describe('Name of the fleet, the first part of its subjects: several can share a server'),
  creds: path.optional().describe('File with a user JWT and its NKey seed'),
  nkey: path.optional().describe('File with an NKey seed'),
  ca: path.optional().describe("File with the certificate that the servers' are signed by"),
  cert: path.optional().describe("File with this program's certificate, where servers ask for one"),
  key: path.optional().describe('File with the private key of that certificate'),
  timeoutMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(5000)
    .describe('Longest wait for one answer of a server'),
});

/** Complete: every default filled in. */
export type NatsOptions = z.output<typeof natsOptionsSchema>;

/** What a caller may give. */
export type NatsOptionsInput = z.input<typeof natsOptionsSchema>;

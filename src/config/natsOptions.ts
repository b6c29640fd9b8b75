import { z } from 'zod';

const path = z.string().min(1);

/** One part of a NATS subject, which also names consumers of streams and keys. */
export const natsTokenSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'is 1 to 64 letters, digits, "-" or "_"');

/** How a program reaches NATS and finds its fleet there. */
export const natsOptionsSchema = z.strictObject({
  servers: z
    .array(z.url({ protocol: /^(nats|tls)$/ }))
    .min(1)
    .describe('Addresses, nats:// or tls://; with USER:PASSWORD@ or TOKEN@ before the host'),
  fleet: natsTokenSchema
    .default('nominal')
    .describe('Name of the fleet, the first part of its subjects: several can share a server'),
  creds: path.optional().describe('File with a user JWT and its NKey seed'),
  nkey: path.optional().describe('File with an NKey seed'),
  ca: path.optional().describe("File with the certificate that signed the servers' certificates"),
  cert: path.optional().describe("File with this program's certificate, if servers ask for one"),
  key: path.optional().describe('File with the private key of that certificate'),
  timeoutMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(5000)
    .describe('Longest wait for one response of a server'),
});

/** Complete options: every default is filled in. */
export type NatsOptions = z.output<typeof natsOptionsSchema>;

/** Options that a caller may pass. */
export type NatsOptionsInput = z.input<typeof natsOptionsSchema>;

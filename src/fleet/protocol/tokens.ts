import { z } from 'zod';

/** One part of a subject, which also names streams' consumers and keys. */
export const tokenSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'is 1 to 64 letters, digits, "-" or "_"');

/** SHA-256 in hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256 in hexadecimal');

import { z } from 'zod';

export { natsTokenSchema as tokenSchema } from 'nominal-vision/internal/config';

/** SHA-256 in hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256 in hexadecimal');

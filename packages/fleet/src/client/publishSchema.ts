import { z } from 'zod';
import { tokenSchema } from '../protocol/tokens.ts';

/** What a model is published with. */
export const publishSchema = z.strictObject({
  product: tokenSchema.describe(
    'Product, as it is named in subjects: letters, digits, "-" and "_"',
  ),
  falseRejectRate: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe("Share of good parts that may be rejected, in place of the model's own"),
});

import { z } from 'zod';

/** An error as it is told to whoever asks, whether it is the whole answer or a part of one. */
export const toldErrorSchema = z.object({
  code: z.string().describe('Class of the failure: branch on this'),
  reason: z
    .string()
    .optional()
    .describe('What exactly failed, for a program that says it in words of its own'),
  message: z.string(),
  details: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Facts, among them those that belong to the reason'),
});

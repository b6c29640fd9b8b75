import { z } from 'zod';
import type { KeptDecisions } from '../store/index.ts';

/** Most of the newest decisions of a product that are kept. */
export const keepInspectionsSchema = z.int().min(1).max(1_000_000_000);
/** Days that decisions are kept for; a century is the most. */
export const keepDaysSchema = z.int().min(1).max(36_500);

/** How long decisions, and the images that only they refer to, are kept; null does not restrict. */
export const retentionSchema = z.strictObject({
  keepInspections: keepInspectionsSchema
    .nullable()
    .describe('Newest decisions kept per product; older ones that were not reviewed are removed'),
  keepDays: keepDaysSchema
    .nullable()
    .describe('Days after which decisions that were not reviewed are removed'),
});

export type Retention = Readonly<z.output<typeof retentionSchema>>;

/** What a retention keeps at a time. */
export function keptBy({ keepInspections, keepDays }: Retention, now: Date): KeptDecisions {
  return {
    newest: keepInspections,
    since: keepDays === null ? null : new Date(now.getTime() - keepDays * 86_400_000).toISOString(),
  };
}

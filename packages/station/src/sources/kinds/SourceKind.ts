import { z } from 'zod';
import type { SourceGate } from '../SourceGate.ts';

/** Something that images come from until it is closed. */
export interface Source {
  readonly close: () => Promise<void>;
}

/** A kind of source: what its configuration holds, and how it is opened. */
export interface SourceKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** @throws NominalError if it cannot be used, or needs what is not there. */
  readonly open: (config: z.output<Schema>, gate: SourceGate) => Promise<Source>;
}

/** Keys that every source has. */
export const sourceKeys = {
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .describe('Name in the history: letters, digits, "-" and "_"'),
  product: z.string().min(1).describe('Name of the product that the images show'),
};

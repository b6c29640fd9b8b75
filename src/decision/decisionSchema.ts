import { z } from 'zod';
import type { Verdict } from '../core/scoring/index.ts';

/** The verdicts of core, which is free of zod: one more or one less there does not compile here. */
export const verdictSchema = z.enum({
  nominal: 'nominal',
  anomalous: 'anomalous',
} satisfies { readonly [Name in Verdict]: Name });

/** A verdict on an image and the figures that it rests on. */
export const decisionSchema = z.object({
  /** Raw score: an L2 distance, higher = more anomalous. */
  imageScore: z.number(),
  /** How rare the score is among good images: lower = more anomalous. */
  pValue: z.number(),
  /** The raw score above which an image is anomalous. */
  threshold: z.number(),
  verdict: verdictSchema,
});

/** A verdict on an image and the figures that it rests on. */
export type Decision = Readonly<z.output<typeof decisionSchema>>;

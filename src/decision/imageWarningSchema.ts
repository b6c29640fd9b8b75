import { z } from 'zod';

/** What to know about an image in addition to its verdict. */
export const imageWarningSchema = z.enum([
  /** Parts of it were ignored when it was decoded. */
  'ALPHA_IGNORED',
  'FIRST_PAGE_ONLY',
  /** It is not of the kind that the model has learned from. */
  'LOW_BITS',
  'OTHER_DEPTH',
  'OTHER_COLOR',
  'OTHER_ASPECT',
  'OTHER_SIZE',
  /** The network's input distorts it. */
  'SQUEEZED',
]);

/** What to know about an image in addition to its verdict. */
export type ImageWarning = z.output<typeof imageWarningSchema>;

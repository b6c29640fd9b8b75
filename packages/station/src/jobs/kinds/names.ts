/**
 * The names of all kinds of job, in the order in which the OpenAPI document lists them. The compiler
 * wants each of them in the table of kinds and among the texts of the console.
 */
export const jobKindNames = [
  'fit',
  'update',
  'calibrate',
  'screen',
  'sizes',
  'stress',
  'inspect',
  'report',
  'again',
] as const;

export type JobKind = (typeof jobKindNames)[number];

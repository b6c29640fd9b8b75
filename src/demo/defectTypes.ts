/** Kinds of defect that the generator can draw; each category has those that can happen to it. */
export const defectTypes = [
  'scratch',
  'dent',
  'stain',
  'missing',
  'chip',
  'crack',
  'color',
] as const;

/** The name of one kind of generated defect, which is also its folder in a written data set. */
export type DefectType = (typeof defectTypes)[number];

/** Kinds of defect the generator can draw; each category offers those that can happen to it. */
export const defectTypes = [
  'scratch',
  'dent',
  'stain',
  'missing',
  'chip',
  'crack',
  'color',
] as const;

/** The name of one kind of generated defect; also the folder name in a written data set. */
export type DefectType = (typeof defectTypes)[number];

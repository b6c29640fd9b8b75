export type { Region } from '../core/regions/index.ts';
export type { Verdict } from '../core/scoring/index.ts';
export { type Decision, decisionSchema, verdictSchema } from './decisionSchema.ts';
export { type ImageWarning, imageWarningSchema } from './imageWarningSchema.ts';
export {
  detailsSchema,
  type InspectionDetails,
  type Judgement,
  judgementSchema,
  type NearestPatch,
} from './judgementSchema.ts';
export { regionSchema } from './regionSchema.ts';
export type { ShapeOf } from './shapeOf.ts';

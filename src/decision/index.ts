export { detailsSchema, regionSchema } from './detailsSchema.ts';
export type { InspectionDetails, NearestPatch } from './InspectionDetails.ts';

export { createId } from './createId.ts';
export type { ReceivedFile } from './ImageStore.ts';
export {
  type InspectionRecord,
  inspectionSchema,
  type NewInspection,
  type Review,
  reviewSchema,
  timeSchema,
} from './inspectionSchema.ts';
export { isStoreFailure } from './isStoreFailure.ts';
export type { InspectionFilter, MinuteCount } from './InspectionTable.ts';
export { MAX_RETRY_DELAY_MS } from './OutboxTable.ts';
export type {
  AuditEntry,
  Job,
  JobKind,
  JobState,
  ModelSummary,
  OutboxMessage,
  Product,
  ProductImage,
  Scope,
  StoredImage,
  StoredModel,
  Token,
} from './records.ts';
export { scopes } from './records.ts';
export { isRegionName } from './RegionFiles.ts';
export { Store } from './Store.ts';
export type { Tables } from './Tables.ts';

export { createId } from './createId.ts';
export type { ImageBytes, ReceivedFile } from './ImageStore.ts';
export { isStoreFailure } from './failures.ts';
export {
  type InspectionRecord,
  inspectionSchema,
  type LineStamps,
  type NewInspection,
  partSchema,
  type Review,
  reviewSchema,
  tagSchema,
  timeSchema,
  UNPRINTABLE,
} from './inspectionSchema.ts';
export type { Direction } from './EndpointTable.ts';
export { type BinItem, type BinKind, binKinds } from './BinTable.ts';
export {
  type InspectionFilter,
  inspectionOrders,
  type KeptDecisions,
  type ListPart,
  type MinuteCount,
  type Opinion,
  type Overdue,
} from './InspectionTable.ts';
export { MAX_RETRY_DELAY_MS } from './OutboxTable.ts';
export type {
  Alarm,
  AuditEntry,
  Job,
  JobState,
  ModelKind,
  ModelSummary,
  OutboxMessage,
  Product,
  ProductImage,
  Scope,
  StoredImage,
  StoredModel,
  Token,
} from './records.ts';
export { modelKinds, scopes } from './records.ts';
export { isRegionName } from './RegionFiles.ts';
export type { Refusal } from './RefusalTable.ts';
export type { Shift } from './ShiftTable.ts';
export { BIN_DAYS, Store } from './Store.ts';
export type { Tables } from './Tables.ts';
export { type TestImage, type TestLabel, testLabels } from './TestImageTable.ts';

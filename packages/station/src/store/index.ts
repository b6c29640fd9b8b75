export { MAX_DELIVERY_DELAY_MS } from './DeliveryTable.ts';
export { createId } from './createId.ts';
export type { ReceivedFile } from './ImageStore.ts';
export { isStoreFailure } from './failures.ts';
export type { InspectionFilter, MinuteCount } from './InspectionTable.ts';
export type {
  AuditEntry,
  Delivery,
  InspectionRecord,
  Job,
  JobState,
  ModelKind,
  ModelSummary,
  NewInspection,
  Product,
  ProductImage,
  Review,
  Scope,
  StoredImage,
  StoredModel,
  Token,
} from './records.ts';
export { modelKinds, scopes } from './records.ts';
export { isRegionName } from './RegionFiles.ts';
export { Store } from './Store.ts';
export type { Tables } from './Tables.ts';

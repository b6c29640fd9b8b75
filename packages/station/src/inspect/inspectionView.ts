import type { InspectionRecord } from '../store/index.ts';

/**
 * A decision as it leaves the station. Answers, events, exports and messages to sinks are all made
 * from it, so that they agree.
 */
export function inspectionView(record: InspectionRecord): InspectionRecord {
  const { id, productId, modelId, sha256, name, source, createdAt } = record;
  const { imageScore, pValue, threshold, verdict, details } = record;
  const { review, comment, reviewedBy, reviewedAt, tags, part, stamps } = record;
  return {
    ...{ id, productId, modelId, sha256, name, source, createdAt },
    ...{ imageScore, pValue, threshold, verdict, details },
    ...{ review, comment, reviewedBy, reviewedAt, tags, part, stamps },
  };
}

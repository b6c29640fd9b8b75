import type { InspectionRecord, Product } from '../store/index.ts';

/** The message that a sink sends for a decision. */
export function verdictMessage(record: InspectionRecord, product: Product) {
  const { id, name, source, createdAt, verdict, imageScore, pValue, threshold, sha256 } = record;
  return {
    id,
    product: { id: product.id, name: product.name },
    modelId: record.modelId,
    image: { name, sha256 },
    source,
    createdAt,
    verdict,
    imageScore,
    pValue,
    threshold,
    regions: record.details.regions,
  };
}

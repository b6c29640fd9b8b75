import { inspectionView } from '../inspect/inspectionView.ts';
import type { InspectionRecord, Product } from '../store/index.ts';

/** The message that a sink sends for a decision. */
export function verdictMessage(record: InspectionRecord, product: Product) {
  const { id, modelId, name, sha256, source, createdAt, ...decision } = inspectionView(record);
  const { verdict, imageScore, pValue, threshold, details, part, stamps } = decision;
  return {
    id,
    product: { id: product.id, name: product.name },
    modelId,
    image: { name, sha256 },
    source,
    part,
    stamps,
    createdAt,
    verdict,
    imageScore,
    pValue,
    threshold,
    regions: details.regions,
    warnings: details.warnings,
  };
}

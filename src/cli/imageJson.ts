import type { Inspection } from '../detector/index.ts';

/** What is printed of an inspected image: one flat object. */
export function imageJson(result: Inspection): object {
  const { evidence, drifted } = result.drift ?? { evidence: 0, drifted: false };
  const timing = Object.entries<number>({ ...result.timing });
  return {
    path: result.path,
    imageScore: result.imageScore,
    pValue: result.pValue,
    tailPValue: result.tailPValue,
    pValueExtrapolated: result.pValueExtrapolated,
    falseRejectRate: result.falseRejectRate,
    threshold: result.threshold,
    thresholdExtrapolated: result.thresholdExtrapolated,
    verdict: result.verdict,
    regions: result.regions,
    zones: result.zones,
    warnings: result.warnings,
    drift: result.drift === null ? null : { evidence: Number(evidence.toPrecision(4)), drifted },
    timing: Object.fromEntries(timing.map(([stage, ms]) => [stage, Number(ms.toFixed(3))])),
  };
}

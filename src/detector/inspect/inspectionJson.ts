import type { Inspection } from './Inspection.ts';

/** What an inspection is as JSON: one flat object of figures, without pixels, as `nominal inspect --json` prints it. */
export type InspectionJson = ReturnType<typeof inspectionJson>;

/** The JSON of an inspection. */
export function inspectionJson(result: Omit<Inspection, 'toJSON'>) {
  const { drift } = result;
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
    drift:
      drift === null
        ? null
        : { evidence: Number(drift.evidence.toPrecision(4)), drifted: drift.drifted },
    timing: Object.fromEntries(timing.map(([stage, ms]) => [stage, Number(ms.toFixed(3))])),
  };
}

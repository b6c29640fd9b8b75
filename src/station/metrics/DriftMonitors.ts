import { DriftTest, ScoreCalibration } from '../../core/calibration/index.ts';
import type { InspectionRecord, Store } from '../../store/index.ts';

/** Where a product's scores stand against its calibration. */
export interface DriftReading {
  /** Evidence against "nothing has changed"; 1 at the start. */
  readonly statistic: number;
  readonly alarmAt: number;
  /** Whether the evidence has ever reached that. */
  readonly alarm: boolean;
  /** Passed images since the model and its threshold were put to use, or the station started. */
  readonly images: number;
}

/** Probability that the test of a model ever raises an alarm although nothing has changed. */
const FALSE_ALARM_RATE = 0.001;

interface Monitor {
  readonly modelId: string;
  readonly threshold: number;
  /** Null where the threshold leaves no calibration score to compare with. */
  readonly test: DriftTest | null;
}

/** One running test per product, begun anew with each model and each threshold. */
export class DriftMonitors {
  readonly #store: Store;
  readonly #monitors = new Map<string, Monitor>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes a decision into account. Rejected parts are not: a defect is no drift. */
  add(record: InspectionRecord): void {
    const { productId, modelId, threshold, verdict, imageScore } = record;
    let monitor = this.#monitors.get(productId);
    if (monitor?.modelId !== modelId || monitor.threshold !== threshold) {
      monitor = { modelId, threshold, test: this.#begin(record) };
      this.#monitors.set(productId, monitor);
    }
    if (verdict === 'nominal') monitor.test?.add(imageScore);
  }

  reading(productId: string): DriftReading | null {
    const state = this.#monitors.get(productId)?.test?.state;
    if (state === undefined) return null;
    const { evidence, drifted, falseAlarmRate, images } = state;
    return { statistic: evidence, alarmAt: 1 / falseAlarmRate, alarm: drifted, images };
  }

  /** By the product's name. */
  statistics(): ReadonlyMap<string, number> {
    const named = new Map<string, number>();
    for (const id of this.#monitors.keys()) {
      const name = this.#store.products.get(id)?.name;
      const reading = this.reading(id);
      if (name !== undefined && reading !== null) named.set(name, reading.statistic);
    }
    return named;
  }

  #begin({ modelId, threshold, details }: InspectionRecord): DriftTest | null {
    const scores = this.#store.models.get(modelId)?.summary.calibrationScores ?? [];
    if (scores.length === 0) return null;
    const calibration = new ScoreCalibration(Float32Array.from(scores));
    const reference = calibration.passing(threshold, details.thresholdExtrapolated);
    return reference.length === 0 ? null : new DriftTest(reference, FALSE_ALARM_RATE);
  }
}

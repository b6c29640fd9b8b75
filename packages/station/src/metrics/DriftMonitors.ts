import { DriftTest, ScoreCalibration } from 'nominal-vision/internal/core/calibration';
import { type InspectionRecord, isStoreFailure, type Store } from '../store/index.ts';
import type { Report } from '../Report.ts';

/** Where a product's scores stand against its calibration. */
export interface DriftReading {
  /** Evidence against "nothing has changed"; 1 at the start. */
  readonly statistic: number;
  readonly alarmAt: number;
  /** Whether the evidence has ever reached that. */
  readonly alarm: boolean;
  /** Passed images that the model in use has judged at its present threshold. */
  readonly images: number;
}

/** Probability that the test of a model ever raises an alarm although nothing has changed. */
const FALSE_ALARM_RATE = 0.001;
/** Most decisions that are gone through again; a test that begins later is as valid. */
const MAX_REPLAYED = 100_000;
/** So many of them are gone through at a time. */
const REPLAY_BATCH = 1000;

interface Monitor {
  readonly modelId: string;
  readonly threshold: number;
  /** Null where the threshold leaves no calibration score to compare with. */
  readonly test: DriftTest | null;
}

/**
 * One running test per product, of the model and the threshold in use. It goes through the decisions
 * that are kept of these first, so that its evidence outlives a restart.
 */
export class DriftMonitors {
  readonly #store: Store;
  readonly #report: Report;
  readonly #monitors = new Map<string, Monitor>();
  /** Ends with the decision that was handed in last: they are taken in order. */
  #last: Promise<void> = Promise.resolve();

  constructor(store: Store, report: Report = () => undefined) {
    this.#store = store;
    this.#report = report;
  }

  /** Takes a decision that is kept into account. Rejected parts are not: a defect is no drift. */
  add(record: InspectionRecord): void {
    this.#append(() => this.#take(record));
  }

  /** Null if nothing is known: for a product without a decision, or without calibration. */
  async reading(productId: string): Promise<DriftReading | null> {
    if (!this.#monitors.has(productId)) {
      const [latest] = await this.#store.inspections.list({ productId }, 1);
      if (latest !== undefined) this.#append(() => this.#resume(latest));
    }
    await this.#last;
    const state = this.#monitors.get(productId)?.test?.state;
    if (state === undefined) return null;
    const { evidence, drifted, falseAlarmRate, images } = state;
    return { statistic: evidence, alarmAt: 1 / falseAlarmRate, alarm: drifted, images };
  }

  /** By the product's name. */
  async statistics(): Promise<ReadonlyMap<string, number>> {
    const named = new Map<string, number>();
    for (const { id, name } of await this.#store.products.list()) {
      const reading = await this.reading(id);
      if (reading !== null) named.set(name, reading.statistic);
    }
    return named;
  }

  /** One that fails keeps none after it from its turn. */
  #append(work: () => Promise<void>): void {
    this.#last = this.#last
      .then(work)
      .catch((error: unknown) => this.#report('the drift test cannot go on', error));
  }

  async #take(record: InspectionRecord): Promise<void> {
    const monitor = this.#monitors.get(record.productId);
    if (monitor?.modelId !== record.modelId || monitor.threshold !== record.threshold)
      await this.#begin(record);
    else if (record.verdict === 'nominal') monitor.test?.add(record.imageScore);
  }

  /** Begins the test of a product that has none, as of its latest decision. */
  async #resume(latest: InspectionRecord): Promise<void> {
    if (!this.#monitors.has(latest.productId)) await this.#begin(latest);
  }

  /** Begins a test and replays the decisions up to and including a record. */
  async #begin(record: InspectionRecord): Promise<void> {
    const { productId, modelId, threshold } = record;
    this.#monitors.delete(productId);
    try {
      const test = await this.#testOf(record);
      if (test !== null) {
        const scores = await this.#store.inspections.passedScores(record, MAX_REPLAYED);
        for (const [i, score] of scores.entries()) {
          if (i % REPLAY_BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
          test.add(score);
        }
      }
      this.#monitors.set(productId, { modelId, threshold, test });
    } catch (error) {
      // The next decision begins it, and finds this one among those kept.
      if (!isStoreFailure(error)) throw error;
    }
  }

  async #testOf({ modelId, threshold, details }: InspectionRecord): Promise<DriftTest | null> {
    const model = await this.#store.models.get(modelId);
    const scores = model?.summary.calibrationScores ?? [];
    if (scores.length === 0) return null;
    const calibration = new ScoreCalibration(Float32Array.from(scores));
    const reference = calibration.passing(threshold, details.thresholdExtrapolated);
    return reference.length === 0 ? null : new DriftTest(reference, FALSE_ALARM_RATE);
  }
}

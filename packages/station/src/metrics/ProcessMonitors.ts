import {
  LATEST_IMAGES,
  LatestAppearance,
  type LikelyCause,
} from 'nominal-vision/internal/core/appearance';
import {
  type DriftDirection,
  DriftTest,
  RejectTest,
  ScoreCalibration,
  toleratedFalls,
} from 'nominal-vision/internal/core/calibration';
import { isJudgedAgain } from '../inspect/judgedAgain.ts';
import { type InspectionRecord, isStoreFailure, type Store } from '../store/index.ts';
import type { Report } from '../Report.ts';

/** Where a product's scores stand against its calibration. */
export interface DriftReading {
  /** Evidence against "nothing has changed"; 1 at the start. */
  readonly statistic: number;
  readonly alarmAt: number;
  /** Whether the evidence has ever reached that. */
  readonly alarm: boolean;
  /** Where the scores have gone; null without an alarm. */
  readonly direction: DriftDirection | null;
  /** Passed images that the model in use has judged at its present threshold. */
  readonly images: number;
}

/** How many of a product's parts are rejected, against what was promised. */
export interface RejectReading {
  /** Evidence against "no more is rejected than the calibration images leave possible"; 1 at the start. */
  readonly statistic: number;
  readonly alarmAt: number;
  readonly alarm: boolean;
  /** The latest images that speak for a higher share, and how many of them were rejected. */
  readonly run: { readonly images: number; readonly rejected: number };
  /** The share of good parts that the threshold may reject, as far as the calibration images tell. */
  readonly highestShare: number;
}

/** What is known of the process that makes a product. */
export interface ProcessReading {
  /** Null without calibration scores to compare with. */
  readonly drift: DriftReading | null;
  /** Null where the threshold rejects every calibration image, or a decision does not say. */
  readonly rejects: RejectReading | null;
  /** What has changed most in the latest images while one of the two alarms; null if nothing has, or it is not known. */
  readonly cause: LikelyCause | null;
}

/**
 * Probability that the test of a model raises an alarm from one start on although nothing has changed; for
 * each of the two tests.
 */
const FALSE_ALARM_RATE = 0.001;
/** Most decisions that the drift test goes through again; a test that begins later is as valid. */
const MAX_REPLAYED_SCORES = 100_000;
/** The same for rejects: a run of them is short. */
const MAX_REPLAYED_VERDICTS = 500;
/** So many scores are gone through at a time. */
const REPLAY_BATCH = 1000;

interface Monitor {
  readonly modelId: string;
  readonly threshold: number;
  readonly share: number | null;
  readonly drift: DriftTest | null;
  readonly rejects: RejectTest | null;
  readonly latest: LatestAppearance;
}

/**
 * Two running tests per product, of the model and the threshold in use: of the scores that pass, and of the
 * share that does not. They go through the decisions that are kept of these first, so that their evidence
 * outlives a restart, and start again with another model or another threshold.
 */
export class ProcessMonitors {
  readonly #store: Store;
  readonly #report: Report;
  readonly #monitors = new Map<string, Monitor>();
  /** Ends with the decision that was handed in last: they are taken in order. */
  #last: Promise<void> = Promise.resolve();

  constructor(store: Store, report: Report = () => undefined) {
    this.#store = store;
    this.#report = report;
  }

  /** Takes a decision that is kept into account. */
  add(record: InspectionRecord): void {
    this.#append(() => this.#take(record));
  }

  /** Null if nothing is known: for a product without a decision. */
  async reading(productId: string): Promise<ProcessReading | null> {
    if (!this.#monitors.has(productId)) {
      const [latest] = await this.#store.inspections.list({ productId }, 1);
      if (latest !== undefined) this.#append(() => this.#resume(latest));
    }
    await this.#last;
    const monitor = this.#monitors.get(productId);
    return monitor === undefined ? null : readingOf(monitor);
  }

  /** By the product's name. */
  async readings(): Promise<ReadonlyMap<string, ProcessReading>> {
    const named = new Map<string, ProcessReading>();
    for (const { id, name } of await this.#store.products.list()) {
      const reading = await this.reading(id);
      if (reading !== null) named.set(name, reading);
    }
    return named;
  }

  /** One that fails keeps none after it from its turn. */
  #append(work: () => Promise<void>): void {
    this.#last = this.#last
      .then(work)
      .catch((error: unknown) => this.#report('the tests for alarms cannot go on', error));
  }

  async #take(record: InspectionRecord): Promise<void> {
    const { modelId, verdict, details } = record;
    const { score, threshold } = wholeOf(record);
    const monitor = this.#monitors.get(record.productId);
    const goesOn =
      monitor?.modelId === modelId &&
      monitor.threshold === threshold &&
      monitor.share === details.highestRejectShare;
    if (!goesOn) return this.#begin(record);
    // A defect is no drift.
    if (verdict === 'nominal') monitor.drift?.add(score);
    monitor.rejects?.add(verdict === 'anomalous');
    if (details.appearance !== null) monitor.latest.add(details.appearance);
  }

  /** Begins the tests of a product that has none, as of its latest decision. */
  async #resume(latest: InspectionRecord): Promise<void> {
    if (!this.#monitors.has(latest.productId)) await this.#begin(latest);
  }

  /** Begins the tests and replays the decisions up to and including a record. */
  async #begin(record: InspectionRecord): Promise<void> {
    const { productId, modelId, details } = record;
    const { threshold } = wholeOf(record);
    const share = details.highestRejectShare;
    this.#monitors.delete(productId);
    try {
      const [drift, rejects] = [await this.#driftTest(record), await this.#rejectTest(record)];
      const latest = await this.#latestAppearance(record);
      this.#monitors.set(productId, { modelId, threshold, share, drift, rejects, latest });
    } catch (error) {
      // The next decision begins them, and finds this one among those kept.
      if (!isStoreFailure(error)) throw error;
    }
  }

  async #driftTest(record: InspectionRecord): Promise<DriftTest | null> {
    const { modelId, details } = record;
    const { threshold } = wholeOf(record);
    const model = await this.#store.models.get(modelId);
    const calibrated = model?.summary.calibrationScores ?? [];
    if (calibrated.length === 0) return null;
    const calibration = new ScoreCalibration(Float32Array.from(calibrated));
    const reference = calibration.passing(threshold, details.thresholdExtrapolated);
    if (reference.length === 0) return null;
    const toleratedFall = toleratedFalls[model?.summary.calibrationMethod ?? 'folds'];
    const test = new DriftTest(reference, FALSE_ALARM_RATE, { toleratedFall });
    const scores = await this.#passedScores(record);
    for (const [i, score] of scores.entries()) {
      if (i % REPLAY_BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
      test.add(score);
    }
    return test;
  }

  async #latestAppearance({ id, productId, modelId }: InspectionRecord): Promise<LatestAppearance> {
    const newest = await this.#store.inspections.list({ productId, modelId }, LATEST_IMAGES);
    const latest = new LatestAppearance();
    for (const one of newest.reverse()) {
      const { appearance } = one.details;
      if (appearance !== null && one.id <= id && !isJudgedAgain(one)) latest.add(appearance);
    }
    return latest;
  }

  /** Oldest first. The table has no column for scores of whole images, so with zones there are fewer. */
  async #passedScores(record: InspectionRecord): Promise<readonly number[]> {
    if (record.details.whole === null) {
      return this.#store.inspections.passedScores(record, MAX_REPLAYED_SCORES);
    }
    const passed = (await this.#sameProcess(record)).filter(({ verdict }) => verdict === 'nominal');
    return passed.map((one) => wholeOf(one).score);
  }

  async #rejectTest(record: InspectionRecord): Promise<RejectTest | null> {
    const share = record.details.highestRejectShare;
    if (share === null) return null;
    const test = new RejectTest(share, FALSE_ALARM_RATE);
    for (const { verdict } of await this.#sameProcess(record)) test.add(verdict === 'anomalous');
    return test;
  }

  /** The newest decisions by the same model and thresholds, up to and including a record, oldest first. */
  async #sameProcess(record: InspectionRecord): Promise<readonly InspectionRecord[]> {
    const { id, productId, modelId, details } = record;
    const newest = await this.#store.inspections.list(
      { productId, modelId },
      MAX_REPLAYED_VERDICTS,
    );
    const known = newest.filter((one) => one.id <= id && !isJudgedAgain(one));
    const other = known.findIndex(
      (one) =>
        one.details.highestRejectShare !== details.highestRejectShare ||
        wholeOf(one).threshold !== wholeOf(record).threshold,
    );
    return (other < 0 ? known : known.slice(0, other)).reverse();
  }
}

/** The score of the whole image and its threshold: those of the image itself, unless zones decide. */
function wholeOf({ imageScore, threshold, details }: InspectionRecord) {
  return details.whole ?? { score: imageScore, threshold };
}

function readingOf({ drift, rejects, latest }: Monitor): ProcessReading {
  const alarmAt = 1 / FALSE_ALARM_RATE;
  const drifts = drift?.state;
  const rejected = rejects?.state;
  return {
    drift:
      drifts === undefined
        ? null
        : {
            statistic: drifts.evidence,
            alarmAt,
            alarm: drifts.drifted,
            direction: drifts.direction,
            images: drifts.images,
          },
    rejects:
      rejected === undefined
        ? null
        : {
            statistic: rejected.evidence,
            alarmAt,
            alarm: rejected.alarm,
            run: rejected.run,
            highestShare: rejected.highestShare,
          },
    cause: drifts?.drifted === true || rejected?.alarm === true ? latest.cause : null,
  };
}

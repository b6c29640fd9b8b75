import type { InspectionRecord, Store } from '../../store/index.ts';

/** Where a product's scores stand against its calibration. */
export interface DriftReading {
  /** Evidence against "scores are as they were at calibration": a test martingale, 1 at the start. */
  readonly statistic: number;
  /** The value that good parts reach with a chance of at most 1 in so many. */
  readonly alarmAt: number;
  readonly alarm: boolean;
  /** Images since the model was put to use or the station started. */
  readonly images: number;
}

/** By Ville's inequality a process without drift ever passes this with a chance of at most 0.1 %. */
const ALARM_AT = 1000;

/** Bets on small p-values; their mixture needs no choice among them. */
const POWERS = [0.1, 0.3, 0.5, 0.7, 0.9];

/**
 * A power martingale over p-values (Vovk, Nouretdinov and Gammerman, "Testing exchangeability
 * on-line", ICML 2003): each p-value p multiplies the capital of bet ε by ε·p^(ε−1), whose mean
 * over uniform p is 1. It is restarted where it falls below 1, as CUSUM does, so that a long good
 * time does not delay the alarm.
 */
class PowerMartingale {
  readonly #logCapital = POWERS.map(() => 0);
  images = 0;

  add(pValue: number): void {
    this.images++;
    for (const [i, power] of POWERS.entries()) {
      const step = Math.log(power) + (power - 1) * Math.log(pValue);
      this.#logCapital[i] = Math.max(0, this.#logCapital[i] + step);
    }
  }

  get statistic(): number {
    const mean = this.#logCapital.reduce((sum, log) => sum + Math.exp(Math.min(600, log)), 0);
    return mean / POWERS.length;
  }
}

/** One running test per product and model. */
export class DriftMonitors {
  readonly #store: Store;
  readonly #monitors = new Map<string, { modelId: string; martingale: PowerMartingale }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes a decision into account. Rejected parts are not: a defect is no drift. */
  add({ productId, modelId, pValue, verdict }: InspectionRecord): void {
    const known = this.#monitors.get(productId);
    const monitor =
      known?.modelId === modelId ? known : { modelId, martingale: new PowerMartingale() };
    this.#monitors.set(productId, monitor);
    if (verdict === 'nominal') monitor.martingale.add(pValue);
  }

  reading(productId: string): DriftReading | null {
    const monitor = this.#monitors.get(productId);
    if (monitor === undefined) return null;
    const { statistic, images } = monitor.martingale;
    return { statistic, alarmAt: ALARM_AT, alarm: statistic >= ALARM_AT, images };
  }

  /** By the product's name. */
  statistics(): ReadonlyMap<string, number> {
    const named = new Map<string, number>();
    for (const [id, { martingale }] of this.#monitors) {
      const product = this.#store.products.get(id);
      if (product !== null) named.set(product.name, martingale.statistic);
    }
    return named;
  }
}

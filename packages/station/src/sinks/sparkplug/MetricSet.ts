import type { Metric, MetricType, ValueOf } from './payload.ts';

/** The metrics that something has, with the types of their values. */
export type Definitions = Readonly<Record<string, MetricType>>;

/** Values of some of them; null is none. */
export type Values<Own extends Definitions> = {
  readonly [Name in keyof Own]?: ValueOf<Own[Name]> | null;
};

/** The current values of the metrics of an edge node, or of one of its devices. */
export class MetricSet<Own extends Definitions> {
  readonly #definitions: Own;
  readonly #metrics = new Map<string, Metric>();

  /** All are without a value at first, but for those given. */
  constructor(definitions: Own, values: Values<Own>) {
    this.#definitions = definitions;
    const nothing = Object.fromEntries(Object.keys(definitions).map((name) => [name, null]));
    this.set({ ...(nothing as Values<Own>), ...values }, Date.now());
  }

  /** Every metric, as a birth tells them. */
  get all(): readonly Metric[] {
    return [...this.#metrics.values()];
  }

  /** Takes values of this time as the current ones. @returns all of them, changed or not. */
  set(values: Values<Own>, timestampMs: number): readonly Metric[] {
    const metrics = this.of(values, timestampMs);
    for (const metric of metrics) this.#metrics.set(metric.name, metric);
    return metrics;
  }

  /** As {@link set}, of those values alone that differ from the current ones. @returns these. */
  change(values: Values<Own>, timestampMs: number): readonly Metric[] {
    const changed = Object.entries(values).filter(
      ([name, value]) => this.#metrics.get(name)?.value !== value,
    );
    return this.set(Object.fromEntries(changed) as Values<Own>, timestampMs);
  }

  /** The metrics of values; the current ones stay. */
  of(values: Values<Own>, timestampMs: number, isHistorical = false): readonly Metric[] {
    return Object.entries(values).map(([name, value]) => ({
      name,
      type: this.#definitions[name],
      value: value as Metric['value'],
      timestampMs,
      isHistorical,
    }));
  }
}

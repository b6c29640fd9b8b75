import type { InspectionRecord, Store, Tables } from '../store/index.ts';
import type { Report } from '../Report.ts';
import { openSink, type SinkConfig } from './kinds/index.ts';
import { Outbox } from './Outbox.ts';
import { verdictMessage } from './verdictMessage.ts';

/** Everything that decisions are sent to. */
export interface Sinks {
  /** Puts a decision into the outbox of each sink that wants it; within the commit that keeps it. */
  readonly add: (record: InspectionRecord, tables: Tables) => Promise<void>;
  /** Puts news of an alarm into the outbox of each sink that wants them; within the commit that keeps it. */
  readonly addAlarm: (message: object, tables: Tables) => Promise<void>;
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

/** Opens the sinks of a configuration. */
export async function openSinks(
  configs: readonly SinkConfig[],
  store: Store,
  report: Report,
): Promise<Sinks> {
  const sinks = await Promise.all(configs.map((config) => openSink(config, report)));
  const outboxes = sinks.map(({ send }, i) => new Outbox(store, { ...configs[i], send }, report));
  return {
    add: async (record, { products, outbox }) => {
      const wanting = configs.filter(({ verdicts }) => verdicts.includes(record.verdict));
      if (wanting.length === 0) return;
      const product = await products.get(record.productId);
      if (product === null) return;
      const message = JSON.stringify(verdictMessage(record, product));
      for (const { name } of wanting) await outbox.add(name, message);
    },
    addAlarm: async (message, { outbox }) => {
      for (const config of configs)
        if ('alarms' in config && config.alarms)
          await outbox.add(config.name, JSON.stringify(message));
    },
    start: () => {
      for (const outbox of outboxes) outbox.start();
    },
    close: async () => {
      await Promise.all(outboxes.map((outbox) => outbox.close()));
      await Promise.all(sinks.map(({ close }) => close()));
    },
  };
}

import type { InspectionRecord, Store, Tables } from '../store/index.ts';
import type { SinkConfig, WebhookSinkConfig } from '../config/index.ts';
import type { Report } from '../Report.ts';
import { mqttSink } from './mqttSink.ts';
import { Outbox, type OutboxOptions } from './Outbox.ts';
import { signature } from './signature.ts';
import { verdictMessage } from './verdictMessage.ts';

/** Everything that decisions are sent to. */
export interface Sinks {
  /** Puts a decision into the outbox of each sink that wants it; within the commit that keeps it. */
  readonly add: (record: InspectionRecord, tables: Tables) => Promise<void>;
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

/** Opens the sinks of a configuration. */
export function openSinks(configs: readonly SinkConfig[], store: Store, report: Report): Sinks {
  const sinks = configs.map((config) =>
    config.kind === 'webhook' ? webhookSink(config) : mqttSink(config, report),
  );
  const outboxes = sinks.map(({ options }) => new Outbox(store, options, report));
  return {
    add: async (record, { products, outbox }) => {
      const wanting = configs.filter(({ verdicts }) => verdicts.includes(record.verdict));
      if (wanting.length === 0) return;
      const product = await products.get(record.productId);
      if (product === null) return;
      const message = JSON.stringify(verdictMessage(record, product));
      for (const { name } of wanting) await outbox.add(name, message);
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

/** Something that messages are handed to. */
export interface Sink {
  readonly options: OutboxOptions;
  readonly close: () => Promise<void>;
}

function webhookSink(config: WebhookSinkConfig): Sink {
  const { url, secret, timeoutMs } = config;
  const send = async (body: string, signal: AbortSignal) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'nominal-signature': signature(secret, body, Math.floor(Date.now() / 1000)),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new RangeError(`${url} answered ${response.status}`);
  };
  return { options: { ...config, send }, close: () => Promise.resolve() };
}

import mqtt from 'mqtt';
import type { InspectionRecord, Store, Tables } from '../../store/index.ts';
import type { MqttSinkConfig, SinkConfig, WebhookSinkConfig } from '../config/index.ts';
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
export function openSinks(configs: readonly SinkConfig[], store: Store): Sinks {
  const sinks = configs.map((config) =>
    config.kind === 'webhook' ? webhookSink(config) : mqttSink(config),
  );
  const outboxes = sinks.map(({ options }) => new Outbox(store, options));
  return {
    add: async (record, { products, deliveries }) => {
      const wanting = configs.filter(({ verdicts }) => verdicts.includes(record.verdict));
      if (wanting.length === 0) return;
      const product = await products.get(record.productId);
      if (product === null) return;
      const message = JSON.stringify(verdictMessage(record, product));
      for (const { name } of wanting) await deliveries.add(name, message);
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

interface Sink {
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

function mqttSink(config: MqttSinkConfig): Sink {
  const { url, topic, username, password } = config;
  const client = mqtt.connect(url, {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    queueQoSZero: false,
  });
  // A broker that is away comes back or not; messages wait in the outbox meanwhile.
  client.on('error', () => undefined);
  const send = async (body: string) => {
    if (!client.connected) throw new RangeError(`${url} is not connected`);
    const { product } = JSON.parse(body) as { product: { name: string } };
    // A name may hold what has a meaning in topics.
    const level = product.name.replace(/[/+#\0]/g, '_');
    await client.publishAsync(topic.replaceAll('{product}', level), body, { qos: 1 });
  };
  return { options: { ...config, send }, close: () => client.endAsync(true) };
}

import { Endpoints, type EndpointParts } from '../endpoints/Endpoints.ts';
import type { InspectionRecord, Tables } from '../store/index.ts';
import { openSink, type Sink, type SinkConfig, sinkSchema } from './kinds/index.ts';
import { Outbox, type SinkState } from './Outbox.ts';
import { verdictMessage } from './verdictMessage.ts';

/** A sink that messages are sent to. */
export interface OpenSink {
  /** What became of its messages since it was opened. */
  readonly state: () => SinkState;
  /** Hands one message over, past those that wait. @throws Error if it is not taken. */
  readonly send: Sink['send'];
  readonly close: () => Promise<void>;
}

/** Everything that decisions and alarms are sent to. */
export class Sinks {
  readonly endpoints: Endpoints<SinkConfig, OpenSink>;

  constructor(
    parts: Pick<
      EndpointParts<SinkConfig, OpenSink>,
      'fromFile' | 'consoleMayAdd' | 'store' | 'report'
    >,
  ) {
    const { store, report } = parts;
    this.endpoints = new Endpoints<SinkConfig, OpenSink>({
      ...parts,
      direction: 'sink',
      schema: sinkSchema,
      open: async (config) => {
        const sink = await openSink(config, report);
        const outbox = new Outbox(store, { ...config, send: sink.send }, report);
        outbox.start();
        return {
          state: () => outbox.state,
          send: sink.send,
          close: async () => {
            await outbox.close();
            await sink.close();
          },
        };
      },
      // Nobody would ever take them.
      forget: (name, { outbox }) => outbox.removeAllOf(name),
    });
  }

  /** Puts a decision into the outbox of each sink that wants it; within the commit that keeps it. */
  async add(record: InspectionRecord, { products, outbox }: Tables): Promise<void> {
    const wanting = this.#configs.filter(({ verdicts }) => verdicts.includes(record.verdict));
    if (wanting.length === 0) return;
    const product = await products.get(record.productId);
    if (product === null) return;
    const message = JSON.stringify(verdictMessage(record, product));
    for (const { name } of wanting) await outbox.add(name, message);
  }

  /** Puts news of an alarm into the outbox of each sink that wants them; within the commit that keeps it. */
  async addAlarm(message: object, { outbox }: Tables): Promise<void> {
    for (const config of this.#configs)
      if ('alarms' in config && config.alarms)
        await outbox.add(config.name, JSON.stringify(message));
  }

  /** Messages wait even for a sink that could not be opened yet. */
  get #configs(): readonly SinkConfig[] {
    return this.endpoints.list.map(({ config }) => config);
  }
}

import { Endpoints, type EndpointParts } from '../endpoints/Endpoints.ts';
import type { InspectionRecord, Refusal, Tables } from '../store/index.ts';
import {
  openSink,
  showsState,
  type Sink,
  type SinkConfig,
  type SinkGate,
  sinkSchema,
} from './kinds/index.ts';
import { Outbox, type SinkState } from './Outbox.ts';
import { refusalMessage } from './refusalMessage.ts';
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
    > & { readonly gate: SinkGate },
  ) {
    const { store, report, gate } = parts;
    this.endpoints = new Endpoints<SinkConfig, OpenSink>({
      ...parts,
      direction: 'sink',
      schema: sinkSchema,
      open: async (config) => {
        const sink = await openSink(config, gate);
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
  async add(record: InspectionRecord, tables: Tables): Promise<void> {
    const wanting = this.#configs.filter(
      (config) => !('verdicts' in config) || config.verdicts.includes(record.verdict),
    );
    if (wanting.length === 0) return;
    const product = await tables.products.get(record.productId);
    if (product === null) return;
    const message = verdictMessage(record, product);
    const each = wanting.filter((config) => !showsState(config));
    for (const { name } of each) await tables.outbox.add(name, JSON.stringify(message));
    if (each.length < wanting.length) await this.#addState(record.productId, message, tables);
  }

  /** As {@link add}, for what came and was not inspected. */
  async addRefusal(refusal: Refusal, productId: string, tables: Tables): Promise<void> {
    if (!this.#configs.some(showsState)) return;
    const product = await tables.products.get(productId);
    if (product === null) return;
    const [before] = await tables.inspections.list({ productId }, 1);
    const message = refusalMessage(refusal, before?.id ?? 0, product);
    await this.#addState(productId, message, tables);
  }

  /** To the sinks that show the state of a line, with its counters. */
  async #addState(productId: string, message: object, { shifts, outbox }: Tables): Promise<void> {
    const full = JSON.stringify({ ...message, shift: await shifts.get(productId) });
    for (const { name } of this.#configs.filter(showsState)) await outbox.add(name, full);
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

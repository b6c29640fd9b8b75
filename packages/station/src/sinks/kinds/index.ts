import { z } from 'zod';
import { mqttSink } from './mqtt.ts';
import type { Sink, SinkGate, SinkKind } from './SinkKind.ts';
import { sparkplugSink } from './sparkplug.ts';
import { webhookSink } from './webhook.ts';

export type { Sink, SinkGate };

/** Every kind of sink, by its name in the configuration. */
const sinkKinds = { webhook: webhookSink, mqtt: mqttSink, sparkplug: sparkplugSink };

type Schemas = { [Kind in keyof typeof sinkKinds]: (typeof sinkKinds)[Kind]['schema'] };
type Kind = keyof Schemas;

const kinds: { readonly [K in Kind]: SinkKind<Schemas[K]> } = sinkKinds;

/** One sink of decisions. */
export const sinkSchema = z.discriminatedUnion('kind', [
  kinds.webhook.schema,
  kinds.mqtt.schema,
  kinds.sparkplug.schema,
]);

/** The configuration of one sink. */
export type SinkConfig = z.output<Schemas[Kind]>;

/** Opens a sink. */
export function openSink<K extends Kind>(
  config: z.output<Schemas[K]> & { readonly kind: K },
  gate: SinkGate,
): Promise<Sink> {
  return kinds[config.kind].open(config, gate);
}

/** Whether a sink shows the state of a line, and is told all that it needs for that. */
export function showsState({ kind }: Pick<SinkConfig, 'kind'>): boolean {
  return kinds[kind].showsState;
}

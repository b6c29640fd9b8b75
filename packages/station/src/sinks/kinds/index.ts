import { z } from 'zod';
import type { Report } from '../../Report.ts';
import { mqttSink } from './mqtt.ts';
import type { Sink, SinkKind } from './SinkKind.ts';
import { webhookSink } from './webhook.ts';

export type { Sink };

/** Every kind of sink, by its name in the configuration. */
const sinkKinds = { webhook: webhookSink, mqtt: mqttSink };

type Schemas = { [Kind in keyof typeof sinkKinds]: (typeof sinkKinds)[Kind]['schema'] };
type Kind = keyof Schemas;

const kinds: { readonly [K in Kind]: SinkKind<Schemas[K]> } = sinkKinds;

/** One sink of decisions. */
export const sinkSchema = z.discriminatedUnion('kind', [kinds.webhook.schema, kinds.mqtt.schema]);

/** The configuration of one sink. */
export type SinkConfig = z.output<Schemas[Kind]>;

/** Opens a sink. */
export function openSink<K extends Kind>(
  config: z.output<Schemas[K]> & { readonly kind: K },
  report: Report,
): Promise<Sink> {
  return kinds[config.kind].open(config, report);
}

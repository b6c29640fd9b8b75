import { z } from 'zod';
import type { SourceGate } from '../SourceGate.ts';
import { folderSource } from './folder.ts';
import { mqttSource } from './mqtt.ts';
import type { Source, SourceKind } from './SourceKind.ts';

export type { Source };

/** Every kind of source, by its name in the configuration. */
const sourceKinds = { folder: folderSource, mqtt: mqttSource };

type Schemas = { [Kind in keyof typeof sourceKinds]: (typeof sourceKinds)[Kind]['schema'] };
type Kind = keyof Schemas;

const kinds: { readonly [K in Kind]: SourceKind<Schemas[K]> } = sourceKinds;

/** One source of images. */
export const sourceSchema = z.discriminatedUnion('kind', [kinds.folder.schema, kinds.mqtt.schema]);

/** The configuration of one source. */
export type SourceConfig = z.output<Schemas[Kind]>;

/** Opens a source. @throws NominalError if it cannot be used. */
export function openSource<K extends Kind>(
  config: z.output<Schemas[K]> & { readonly kind: K },
  gate: SourceGate,
): Promise<Source> {
  return kinds[config.kind].open(config, gate);
}

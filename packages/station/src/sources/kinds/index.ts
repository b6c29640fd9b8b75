import { z } from 'zod';
import { regionSource } from '../camera/regionSchema.ts';
import type { SourceGate } from '../SourceGate.ts';
import { cameraSource } from './camera.ts';
import { folderSource } from './folder.ts';
import { mqttSource } from './mqtt.ts';
import type { Source, SourceKind, TestPicture } from './SourceKind.ts';

export type { Source, TestPicture };

/** Every kind of source, by its name in the configuration. */
const sourceKinds = { folder: folderSource, mqtt: mqttSource, camera: cameraSource };

type Schemas = { [Kind in keyof typeof sourceKinds]: (typeof sourceKinds)[Kind]['schema'] };
type Kind = keyof Schemas;

const kinds: { readonly [K in Kind]: SourceKind<Schemas[K]> } = sourceKinds;

/** One source of images. */
export const sourceSchema = z.discriminatedUnion('kind', [
  kinds.folder.schema,
  kinds.mqtt.schema,
  kinds.camera.schema,
]);

/** The configuration of one source. */
export type SourceConfig = z.output<Schemas[Kind]>;

/** What the decisions of a source say that they came from: the source, or the regions of its frames. */
export function decisionSources(config: SourceConfig): readonly string[] {
  const regions = config.kind === 'camera' ? (config.regions ?? []) : [];
  return [config.name, ...regions.map((region) => regionSource(config.name, region))];
}

/** Names of the products that a source has inspected. */
export function productsOf(config: SourceConfig): readonly string[] {
  const regions = config.kind === 'camera' ? (config.regions ?? []) : [];
  if (regions.length === 0) return [config.product];
  return regions.map(({ product }) => product ?? config.product);
}

/** A source and what it was opened with. */
export interface NamedSource {
  readonly config: SourceConfig;
  readonly source: Source;
}

/** Opens a source. @throws NominalError if it cannot be used. */
export function openSource<K extends Kind>(
  config: z.output<Schemas[K]> & { readonly kind: K },
  gate: SourceGate,
): Promise<Source> {
  return kinds[config.kind].open(config, gate);
}

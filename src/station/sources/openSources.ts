import type { StationConfig } from '../config/index.ts';
import type { Station } from '../Station.ts';
import { FolderSource } from './FolderSource.ts';
import { MqttSource } from './MqttSource.ts';

/** Something that images come from until it is closed. */
export interface Source {
  readonly close: () => Promise<void>;
}

/** Opens the sources of a configuration. @throws NominalError of a folder that cannot be used. */
export async function openSources(
  configs: StationConfig['sources'],
  station: Station,
): Promise<readonly Source[]> {
  return Promise.all(
    configs.map((config) =>
      config.kind === 'folder'
        ? FolderSource.open(config, station)
        : Promise.resolve(new MqttSource(config, station)),
    ),
  );
}

import type { StationConfig } from '../config/index.ts';
import type { Station } from '../Station.ts';
import { FolderSource } from './FolderSource.ts';
import { MqttSource } from './MqttSource.ts';

/** Something that images come from until it is closed. */
export interface Source {
  readonly close: () => Promise<void>;
}

/** Opens the sources of a configuration: all or none. @throws NominalError of a folder that cannot be used. */
export async function openSources(
  configs: StationConfig['sources'],
  station: Station,
): Promise<readonly Source[]> {
  const opened: Source[] = [];
  try {
    for (const config of configs) {
      opened.push(
        config.kind === 'folder'
          ? await FolderSource.open(config, station)
          : new MqttSource(config, station),
      );
    }
    return opened;
  } catch (error) {
    await Promise.all(opened.map((source) => source.close()));
    throw error;
  }
}

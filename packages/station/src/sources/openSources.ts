import { openSource, type Source, type SourceConfig } from './kinds/index.ts';
import type { SourceGate } from './SourceGate.ts';

/** Opens the sources of a configuration: all or none. @throws NominalError of a folder that cannot be used. */
export async function openSources(
  configs: readonly SourceConfig[],
  gate: SourceGate,
): Promise<readonly Source[]> {
  const opened: Source[] = [];
  try {
    for (const config of configs) opened.push(await openSource(config, gate));
    return opened;
  } catch (error) {
    await Promise.all(opened.map((source) => source.close()));
    throw error;
  }
}

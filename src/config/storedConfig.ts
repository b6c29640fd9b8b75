import type { FitConfig } from './fitConfig.ts';

/**
 * A configuration as files and checksums have it: with the key `ensemble`, which is gone, where it always
 * stood (decision 098), and without later switches unless they were asked for. So the same model gives the same
 * bytes as before, and a benchmark's kept results stay valid.
 */
export function storedConfig<Config extends Partial<FitConfig>>(config: Config): object {
  return Object.fromEntries(
    Object.entries(config).flatMap((entry) => {
      if (LATER.has(entry[0]) && entry[1] === false) return [];
      return entry[0] === 'resize' ? [['ensemble', 'concatenate'], entry] : [entry];
    }),
  );
}

/** Switches that came after files and checksums were kept. */
const LATER: ReadonlySet<string> = new Set(['extrapolate', 'normalizeExposure']);

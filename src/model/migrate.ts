import { z } from 'zod';
import { MAP_TAIL_LEVELS } from '../core/calibration/index.ts';
import { NominalError } from '../errors/index.ts';
import type { StoredTensor } from './safetensors.ts';

/** The parts of a model file: its manifest, which is not checked yet, and its tensors. */
interface ModelParts {
  readonly manifest: unknown;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * Converts the parts of an older file to the current version. The parts of a file of the current version
 * stay as they are, without the keys that are written only for older builds.
 *
 * @throws NominalError `CONFIG_INVALID` for a model with a bank for each of several networks.
 */
export function migrate(
  manifest: unknown,
  tensors: ReadonlyMap<string, StoredTensor>,
  path: string,
): ModelParts {
  const parsed = partsSchema.safeParse(manifest);
  if (!parsed.success) return { manifest, tensors };
  const { members, config: stored, ...rest } = parsed.data;
  const config = Object.fromEntries(Object.entries(stored).filter(([key]) => !GONE.has(key)));
  if (stored.ensemble === 'pvalues' || Array.isArray(members)) throw severalBanks(path);
  if (rest.schemaVersion !== 1) return { manifest: { ...rest, config }, tensors };
  return {
    manifest: {
      ...rest,
      schemaVersion: 2,
      // The image score was the highest patch score.
      config: { ...config, topShare: 0 },
      calibration: { method: 'folds', images: null },
      threshold: null,
      changes: [],
    },
    tensors: withMapTails(tensors),
  };
}

/** Settings that are gone (decisions 098 and 104). */
const GONE: ReadonlySet<string> = new Set(['ensemble', 'folds']);

/** The keys of a manifest that tell how it is brought to the present version; the others are unchecked. */
const partsSchema = z.looseObject({
  schemaVersion: z.number(),
  config: z.looseObject({ ensemble: z.enum(['concatenate', 'pvalues']).optional() }),
  members: z.array(z.unknown()).nullable().optional(),
});

/** Decision 098. */
function severalBanks(path: string): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: `${path} has a memory bank for each of several networks, which is no longer supported`,
    expected: 'a model with one memory bank',
    received: '--ensemble pvalues',
    remedy: 'Fit the model again without --ensemble: the networks then share one bank',
  });
}

/** Version 1 stored only the largest value of each map; the others are placed on a straight line below it. */
function withMapTails(tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  const maxima = tensors.get('calibration.mapMaxima')?.data ?? new Float32Array(0);
  const data = Float32Array.from(
    { length: maxima.length * MAP_TAIL_LEVELS },
    (_, i) =>
      (maxima[Math.floor(i / MAP_TAIL_LEVELS)] * (1 + (i % MAP_TAIL_LEVELS))) / MAP_TAIL_LEVELS,
  );
  const migrated = new Map(tensors);
  migrated.delete('calibration.mapMaxima');
  migrated.set('calibration.mapTails', { shape: [maxima.length, MAP_TAIL_LEVELS], data });
  return migrated;
}

import { MAP_TAIL_LEVELS } from '../core/calibration/index.ts';
import type { StoredTensor } from './safetensors.ts';

/** The parts of a model file: its manifest, which is not checked yet, and its tensors. */
interface ModelParts {
  readonly manifest: unknown;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Converts the parts of an older file to the current version; a file of the current version stays as it is. */
export function migrate(manifest: unknown, tensors: ReadonlyMap<string, StoredTensor>): ModelParts {
  if (!isVersion1(manifest)) return { manifest, tensors };
  return {
    manifest: {
      ...manifest,
      schemaVersion: 2,
      // The image score was the highest patch score.
      config: { ...manifest.config, topShare: 0 },
      calibration: { method: 'folds', images: null },
      threshold: null,
      changes: [],
    },
    tensors: withMapTails(tensors),
  };
}

function isVersion1(manifest: unknown): manifest is { readonly config?: object } {
  return (
    typeof manifest === 'object' &&
    manifest !== null &&
    'schemaVersion' in manifest &&
    manifest.schemaVersion === 1
  );
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

import { relativeNames } from '../../files/index.ts';
import type { TrainingImage } from '../../model/index.ts';

/** Images as a model names them. */
export function nameImages(
  paths: readonly (string | null)[],
  hashes: readonly string[],
): readonly TrainingImage[] {
  return relativeNames(paths).map((name, i) => ({ name, sha256: hashes[i] }));
}

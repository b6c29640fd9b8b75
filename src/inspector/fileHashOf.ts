import type { TrainingImage } from '../model/index.ts';

/** The station's images lie under their SHA-256, so that is what a model calls them; a suffix tells twins apart. */
const FILE_NAME = /(?:^|\/)([0-9a-f]{64})(?:#[0-9a-f]+)?$/;

/** SHA-256 of the image file that a model's image was read from; null if it was not this station's. */
export function fileHashOf({ name }: Pick<TrainingImage, 'name'>): string | null {
  return FILE_NAME.exec(name)?.[1] ?? null;
}

import type { TrainingImage } from '../model/index.ts';

/** The station stores images under their SHA-256, which is therefore their name in a model; a suffix distinguishes twins. */
const FILE_NAME = /(?:^|\/)([0-9a-f]{64})(?:#[0-9a-f]+)?$/;

/** SHA-256 of the image file that a model's image was read from; null if it is not one of this station's images. */
export function fileHashOf({ name }: Pick<TrainingImage, 'name'>): string | null {
  return FILE_NAME.exec(name)?.[1] ?? null;
}

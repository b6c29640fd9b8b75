import { imageEndings } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';

/** Passes a list of images on, or throws NominalError INPUT_EMPTY that names the folder. */
export function requireImages(folder: string, images: string[]): string[] {
  if (images.length > 0) return images;
  throw new NominalError('INPUT_EMPTY', {
    what: `folder ${folder} holds no image`,
    expected: `files ending in ${imageEndings.join(', ')}`,
    remedy: 'Check the path',
    details: { path: folder },
  });
}

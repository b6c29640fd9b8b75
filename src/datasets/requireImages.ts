import { NominalError } from '../errors/index.ts';
import { imageExtensions } from './imageExtensions.ts';

/** Passes a list of images on, or throws NominalError INPUT_EMPTY that names the folder. */
export function requireImages(folder: string, images: string[]): string[] {
  if (images.length > 0) return images;
  throw new NominalError('INPUT_EMPTY', {
    what: `folder ${folder} holds no image`,
    expected: `files ending in ${imageExtensions.join(', ')}`,
    remedy: 'Check the path',
    details: { path: folder },
  });
}

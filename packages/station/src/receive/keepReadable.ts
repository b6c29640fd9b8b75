import { decodeMemory } from 'nominal-vision/internal/image';
import type { StoredImage } from '../store/index.ts';
import type { Station } from '../Station.ts';
import type { ReceivedImage } from './receiveImages.ts';

/**
 * Keeps an image that is to be learned from, once it is known to be readable. @throws NominalError of
 * what cannot be read, or cannot be kept.
 */
export async function keepReadable(
  { store, memory, pictures }: Station,
  { file }: ReceivedImage,
): Promise<StoredImage> {
  const { whole } = await decodeMemory(file.path);
  await memory.use(whole, () => pictures.check(file.path));
  return store.images.putFile(file);
}

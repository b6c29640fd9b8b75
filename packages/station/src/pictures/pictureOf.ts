import { decodeMemory } from 'nominal-vision/internal/image';
import type { Station } from '../Station.ts';

/**
 * A picture of a stored image: one that was made before, or made once there is memory for it.
 *
 * @throws NominalError of an image that cannot be read, `QUEUE_FULL` or `CANCELLED`.
 */
export function pictureOf(
  { store, memory, pictureMemory, pictures, thumbnails }: Station,
  sha256: string,
  maxSidePx: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const path = store.images.path(sha256);
  return thumbnails.get(`${sha256}-${maxSidePx}`, async () => {
    const { reduced } = await decodeMemory(path);
    const render = async () => Buffer.from(await pictures.render(path, maxSidePx));
    return pictureMemory.use(reduced, () => memory.use(reduced, render, signal), signal);
  });
}

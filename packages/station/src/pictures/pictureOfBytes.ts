import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeMemory } from 'nominal-vision/internal/image';
import { PREVIEW_PX, type Pictures } from './pictureOf.ts';

/**
 * A picture of an image that the station does not keep.
 *
 * @throws NominalError of an image that cannot be read, `QUEUE_FULL` or `CANCELLED`.
 */
export async function pictureOfBytes(
  { memory, pictureMemory, pictures }: Omit<Pictures, 'store' | 'thumbnails'>,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<Buffer> {
  // The process that makes pictures takes files.
  const folder = await mkdtemp(join(tmpdir(), 'nominal-picture-'));
  try {
    const path = join(folder, 'picture');
    await writeFile(path, bytes);
    const { reduced } = await decodeMemory(path);
    const make = async () => Buffer.from(await pictures.render(path, PREVIEW_PX));
    return await pictureMemory.use(reduced, () => memory.use(reduced, make, signal), signal);
  } finally {
    await rm(folder, { recursive: true });
  }
}

import { decodeMemory } from 'nominal-vision/internal/image';
import type { Station } from '../Station.ts';

/** Longest side of the picture that a decision is opened with; smaller ones are made from it. */
export const PREVIEW_PX = 1024;
/** Up to this side a picture loses nothing by being made from the preview. */
const SMALL_PX = 512;

/** What makes and keeps pictures. */
export interface Pictures {
  readonly memory: Pick<Station['memory'], 'use'>;
  readonly pictureMemory: Pick<Station['pictureMemory'], 'use'>;
  readonly pictures: Pick<Station['pictures'], 'render'>;
  readonly thumbnails: Pick<Station['thumbnails'], 'get' | 'pathOf'>;
  readonly store: { readonly images: Pick<Station['store']['images'], 'path'> };
}

/**
 * A picture of a stored image: one that was made before, or made once there is memory for it. An image
 * is decoded once for its preview and the thumbnails: who opens what he sees on a wall does not wait.
 *
 * @throws NominalError of an image that cannot be read, `QUEUE_FULL` or `CANCELLED`.
 */
export function pictureOf(
  station: Pictures,
  sha256: string,
  maxSidePx: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const { store, thumbnails } = station;
  return thumbnails.get(nameOf(sha256, maxSidePx), async () => {
    const original = store.images.path(sha256);
    if (maxSidePx > SMALL_PX) return render(station, original, maxSidePx, signal);
    await pictureOf(station, sha256, PREVIEW_PX, signal);
    const preview = await thumbnails.pathOf(nameOf(sha256, PREVIEW_PX));
    return render(station, preview ?? original, maxSidePx, signal);
  });
}

async function render(
  { memory, pictureMemory, pictures }: Pictures,
  path: string,
  maxSidePx: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const { reduced } = await decodeMemory(path);
  const make = async () => Buffer.from(await pictures.render(path, maxSidePx));
  return pictureMemory.use(reduced, () => memory.use(reduced, make, signal), signal);
}

function nameOf(sha256: string, maxSidePx: number): string {
  return `${sha256}-${maxSidePx}`;
}

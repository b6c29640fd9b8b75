import { AbortableStream } from '../../async/index.ts';
import type { ImageSource } from '../../image/index.ts';
import type { ImageSources } from './Images.ts';

/** Some images, and all of them again. */
export interface SampledImages {
  readonly some: readonly ImageSource[];
  /** All images, including the sample. */
  readonly all: ImageSources;
}

/** At most `count` images: spread over a list, or the first of a stream, which can be read only once. */
export async function sampleImages(
  sources: SampledImages['all'],
  count: number,
): Promise<SampledImages> {
  if (Array.isArray(sources)) {
    const images = sources as readonly ImageSource[];
    const step = Math.max(1, images.length / count);
    const some = images.filter((_, i) => Math.floor(i % step) === 0).slice(0, count);
    return { some, all: images };
  }
  const rest = new AbortableStream(sources, undefined);
  const some: ImageSource[] = [];
  while (some.length < count) {
    const next = await rest.next();
    if (next.done === true) break;
    some.push(next.value);
  }
  const all = (async function* () {
    yield* some;
    yield* rest;
  })();
  return { some, all };
}

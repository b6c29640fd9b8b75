import { Matrix } from '../../dist/core/index.js';
import { Pipeline } from '../../dist/detector/features/Pipeline.js';

/**
 * A pipeline that extracts each image once, so that many fits on splits of the same images cost no
 * more than one pass of the network. Sources must be paths or objects that stay the same.
 */
export async function cachedPipeline(config, runtime) {
  const pipeline = await Pipeline.open(config, runtime, null);
  const extracted = new Map();
  return {
    batchImages: pipeline.batchImages,
    cache: null,
    runtime: { ...pipeline.runtime, workers: 1 },
    products: pipeline.products,
    backbone: {
      dimension: pipeline.backbone.dimension,
      taps: pipeline.backbone.taps,
      sha256: pipeline.backbone.sha256,
      close: async () => undefined,
    },
    prepare: async (source) => ({ source, tensor: null, plan: null }),
    async extract(prepared) {
      const images = [];
      for (const { source } of prepared) {
        if (!extracted.has(source)) {
          const [image] = await pipeline.extract([await pipeline.prepare(source)]);
          extracted.set(source, { ...image, parts: await ownMemory(image.parts) });
        }
        images.push(extracted.get(source));
      }
      return images;
    },
    // No fit here augments its images.
    extractCopies: () => [],
    close: () => pipeline.close(),
  };
}

/** Copies the features, which are a view of a batch's memory. */
async function ownMemory(parts) {
  const copies = [];
  for await (const { features, ...places } of parts) {
    const { rows, columns, data } = features;
    copies.push({ ...places, features: new Matrix(rows, columns, data.slice()) });
  }
  return copies;
}

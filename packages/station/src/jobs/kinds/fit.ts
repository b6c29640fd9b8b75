import { z } from 'zod';
import { fitConfigSchema } from 'nominal-vision/internal/config';
import type { Resolution } from 'nominal-vision/internal/core/image';
import { goodImages } from './goodImages.ts';
import { processKind } from './JobKind.ts';
import { discardModel, publishModel, refuseSecond, saveModel } from './newModel.ts';

/** Fits a model from all good images of a product. Refused with `TOO_FEW_IMAGES` or `CONFLICT`. */
export const fitKind = processKind({
  parameters: z.object({
    modelId: z.string(),
    images: z.array(z.string()),
    config: fitConfigSchema,
  }),
  route: { summary: 'Fit a model from all good images', takesImages: false },
  start: async (start) => {
    await refuseSecond(start);
    return {
      modelId: start.newModelId,
      images: await goodImages(start),
      config: start.product.config,
    };
  },
  inputOf: ({ modelId, images, config }, paths) => ({
    images: images.map(paths.image),
    config: paths.config(config),
    output: paths.model(modelId),
  }),
  run: async ({ images, config, output }, runtime, job) => {
    const { fit } = await import('nominal-vision/internal/detector');
    let resolution: Resolution | null = null;
    const onResolution = (own: Resolution) => {
      resolution = own;
    };
    const detector = await fit(images, config, { ...job, runtime, onResolution });
    await detector.close();
    return { saved: await saveModel(detector.model, output, job), resolution };
  },
  discard: discardModel,
  publish: async ({ modelId: id, images, config }, { saved, resolution }, job, tables) => {
    const summary = { ...saved.summary, config };
    const made = { kind: 'fit', id, parentId: null, training: images } as const;
    const model = { ...saved, summary, ...made };
    return { ...(await publishModel(model, job, tables)), resolution };
  },
});

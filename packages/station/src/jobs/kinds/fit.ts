import { z } from 'zod';
import { fitConfigSchema } from 'nominal-vision/internal/config';
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
    const detector = await fit(images, config, { ...job, runtime });
    await detector.close();
    return saveModel(detector.model, output, job);
  },
  discard: discardModel,
  publish: ({ modelId: id, images: training }, saved, job, tables) =>
    publishModel({ ...saved, kind: 'fit', id, parentId: null, training }, job, tables),
});

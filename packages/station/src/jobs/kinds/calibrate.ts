import { z } from 'zod';
import { modelInUse } from '../../inspect/modelInUse.ts';
import { processKind } from './JobKind.ts';
import { discardModel, publishModel, refuseSecond, saveModel } from './newModel.ts';

/** Calibrates the memory bank in use on good images that it has not seen. Refused with `CONFLICT`. */
export const calibrateKind = processKind({
  parameters: z.object({
    modelId: z.string(),
    parentId: z.string(),
    images: z.array(z.string()),
  }),
  route: {
    summary: 'Calibrate anew on good images that the model was not fitted from',
    takesImages: true,
  },
  start: async (start) => {
    const { id: parentId } = await modelInUse(start.product, start.tables);
    await refuseSecond(start);
    const images = start.images.map(({ sha256 }) => sha256);
    return { modelId: start.newModelId, parentId, images };
  },
  inputOf: ({ modelId, parentId, images }, paths) => ({
    model: paths.model(parentId),
    images: images.map(paths.image),
    output: paths.model(modelId),
  }),
  run: async ({ model, images, output }, runtime, job) => {
    const { Detector, recalibrate } = await import('nominal-vision/internal/detector');
    const detector = await Detector.load(model, { runtime });
    const recalibrated = await recalibrate(detector, images, {}, job).finally(() =>
      detector.close(),
    );
    return saveModel(recalibrated, output, job);
  },
  discard: discardModel,
  publish: async ({ modelId: id, parentId }, saved, job, tables) => {
    const training = (await tables.models.get(parentId))?.training ?? [];
    return publishModel({ ...saved, kind: 'calibrate', id, parentId, training }, job, tables);
  },
});

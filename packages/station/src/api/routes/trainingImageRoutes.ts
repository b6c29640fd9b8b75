import { z } from 'zod';
import { NominalError, plainError } from 'nominal-vision/internal/errors';
import type { KeptImage } from '../../inspect/InspectionDesk.ts';
import { keepReadable } from '../../receive/keepReadable.ts';
import { type ReceivedImage, receiveImages } from '../../receive/receiveImages.ts';
import type { Station } from '../../Station.ts';
import { acceptImages, imageTypes } from '../acceptImages.ts';
import { absent, productOf } from '../lookup.ts';
import { addedImagesSchema, idSchema, sha256Schema, trainingImageSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors } from '../withErrors.ts';

const params = z.strictObject({ product: idSchema });
const tags = ['products'];

/** The good images that a product's next model is fitted from. */
export function addTrainingImageRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  app.get(
    '/products/:product/images',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Good images that the next model is fitted from',
        params,
        response: withErrors({ 200: z.array(trainingImageSchema) }),
      },
    },
    async (request) => {
      const { id, modelId } = await productOf(store, request.params.product);
      const model = modelId === null ? null : await store.models.get(modelId);
      const known = new Set(model?.training);
      const scores = new Map(
        model?.summary.calibrationImages.map((sha256, i) => [
          sha256,
          model.summary.calibrationScores[i],
        ]),
      );
      return (await store.products.images(id)).map((image) => ({
        ...image,
        inModel: known.has(image.sha256),
        score: scores.get(image.sha256) ?? null,
      }));
    },
  );
  addUpload(app, station);
  app.delete(
    '/products/:product/images/:sha256',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Take an image out of what the next model is fitted from, into the waste bin',
        params: params.extend({ sha256: sha256Schema }),
        response: withErrors({ 204: z.null() }),
      },
    },
    async ({ params: { product: id, sha256 }, actor }, reply) => {
      await store.transaction(async (tables) => {
        await productOf(tables, id);
        const item = { kind: 'image', id: sha256, productId: id } as const;
        if (!(await tables.bin.put(item))) absent('image', sha256);
        await tables.audit.add(actor, 'product.removeImage', id, { sha256 });
      });
      void reply.code(204);
      return null;
    },
  );
}

function addUpload(app: StationApp, station: Station): void {
  acceptImages(app, station, (scope) => {
    scope.post(
      '/products/:product/images',
      {
        config: { scope: 'admin' },
        schema: {
          tags,
          summary: 'Add good images',
          consumes: imageTypes,
          params,
          response: withErrors({ 200: addedImagesSchema }),
        },
      },
      async (request) => {
        const { id } = await productOf(station.store, request.params.product);
        const result = await receiveImages(station, request, (images) =>
          addImages(station, images, (image) =>
            station.store.products.addImage(id, { ...image, origin: 'upload' }),
          ),
        );
        const { added } = result;
        // Images that come again change nothing.
        if (added > 0)
          await station.store.audit.add(request.actor, 'product.addImages', id, { added });
        return result;
      },
    );
  });
}

/**
 * Adds the images that can be read; each of the others is refused by itself.
 *
 * @param add keeps the image. @returns whether it is new.
 * @throws NominalError of what is not the image's own fault, such as a full disk.
 */
export async function addImages(
  station: Station,
  images: readonly ReceivedImage[],
  add: (image: KeptImage) => Promise<boolean>,
): Promise<z.output<typeof addedImagesSchema>> {
  const result: z.output<typeof addedImagesSchema> = { added: 0, known: 0, refused: [] };
  for (const image of images) {
    const { name } = image;
    try {
      const { sha256 } = await keepReadable(station, image);
      const isNew = await add({ sha256, name });
      result[isNew ? 'added' : 'known']++;
    } catch (error) {
      if (!(error instanceof NominalError && isOfImage(error))) throw error;
      result.refused.push({ name, ...plainError(error) });
    }
  }
  return result;
}

/** Whether an error blames the image itself: another image may do, and this one will not. */
function isOfImage({ code }: NominalError): boolean {
  return code.startsWith('IMAGE_');
}

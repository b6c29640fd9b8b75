import { z } from 'zod';
import { plainError } from 'nominal-vision/internal/errors';
import { modelInUse } from '../../inspect/modelInUse.ts';
import { receiveImages } from '../../receive/receiveImages.ts';
import { testLabels } from '../../store/index.ts';
import type { Station } from '../../Station.ts';
import { acceptImages, imageTypes } from '../acceptImages.ts';
import { absent, modelOf, productOf } from '../lookup.ts';
import {
  addedImagesSchema,
  idSchema,
  sha256Schema,
  testImageSchema,
  testRunSchema,
} from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors } from '../withErrors.ts';
import { addImages } from './trainingImageRoutes.ts';

const params = z.strictObject({ product: idSchema });
const tags = ['test images'];

/** Images that one request judges: it is answered within seconds. */
const JUDGED_AT_ONCE = 8;

/** Known defects and known good parts: models are tested on them, and never learn them. */
export function addTestImageRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  app.get(
    '/products/:product/test-images',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Known defects and known good parts, with their scores by a model',
        params,
        querystring: z.strictObject({
          model: idSchema.optional().describe('By default the model in use'),
        }),
        response: withErrors({ 200: z.array(testImageSchema) }),
      },
    },
    async ({ params: { product: id }, query }) => {
      const product = await productOf(store, id);
      const modelId = query.model ?? product.modelId;
      const model = modelId === null ? null : await modelOf(store, modelId);
      if (model !== null && model.productId !== id) absent('model of this product', model.id);
      const learned = new Set(model?.training);
      const scores = model === null ? new Map<string, number>() : await scoresOf(model.id);
      return (await store.testImages.list(id)).map((image) => ({
        ...image,
        score: scores.get(image.sha256) ?? null,
        learned: learned.has(image.sha256),
      }));
    },
  );
  app.delete(
    '/products/:product/test-images/:sha256',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Remove a test image',
        params: params.extend({ sha256: sha256Schema }),
        response: withErrors({ 204: z.null() }),
      },
    },
    async ({ params: { product: id, sha256 }, actor }, reply) => {
      await store.transaction(async (tables) => {
        await productOf(tables, id);
        if (!(await tables.testImages.remove(id, sha256))) absent('test image', sha256);
        await tables.audit.add(actor, 'product.removeTestImage', id, { sha256 });
      });
      void reply.code(204);
      return null;
    },
  );
  addUpload(app, station);
  addRun(app, station);

  function scoresOf(modelId: string): Promise<ReadonlyMap<string, number>> {
    return store.testImages.scores(modelId);
  }
}

function addUpload(app: StationApp, station: Station): void {
  const { store } = station;
  acceptImages(app, station, (scope) => {
    scope.post(
      '/products/:product/test-images',
      {
        config: { scope: 'admin' },
        schema: {
          tags,
          summary: 'Add known defects or known good parts',
          consumes: imageTypes,
          params,
          querystring: z.strictObject({ label: z.enum(testLabels) }),
          response: withErrors({ 200: addedImagesSchema }),
        },
      },
      async (request) => {
        const { id } = await productOf(store, request.params.product);
        const { label } = request.query;
        const result = await receiveImages(station, request, (images) =>
          addImages(station, images, (image) => store.testImages.add(id, { ...image, label })),
        );
        const { added } = result;
        await store.audit.add(request.actor, 'product.addTestImages', id, { added, label });
        return result;
      },
    );
  });
}

function addRun(app: StationApp, { store, desk }: Station): void {
  app.post(
    '/products/:product/test',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: `Have a model judge up to ${JUDGED_AT_ONCE} test images that it has not judged yet`,
        params,
        querystring: z.strictObject({
          model: idSchema.optional().describe('By default the model in use'),
        }),
        response: withErrors({ 200: testRunSchema }),
      },
    },
    async ({ params: { product: id }, query }) => {
      const product = await productOf(store, id);
      const model =
        query.model === undefined
          ? await modelInUse(product, store)
          : await modelOf(store, query.model);
      if (model.productId !== id) absent('model of this product', model.id);
      const known = await store.testImages.scores(model.id);
      const left = (await store.testImages.list(id)).filter(({ sha256 }) => !known.has(sha256));
      const now = left.slice(0, JUDGED_AT_ONCE);
      const failures: z.output<typeof testRunSchema>['failures'] = [];
      await Promise.all(
        now.map(async ({ sha256, name }) => {
          try {
            const { imageScore } = await desk.judge({ product, model }, sha256);
            await store.testImages.keepScore(model.id, sha256, imageScore);
          } catch (error) {
            failures.push({ name, ...plainError(error) });
          }
        }),
      );
      const judged = now.length - failures.length;
      return { judged, remaining: left.length - judged, failures };
    },
  );
}

import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Product, StoredModel, Tables } from '../../store/index.ts';
import type { KeptImage } from '../../inspect/InspectionDesk.ts';
import { modelInUse } from '../../inspect/modelInUse.ts';
import { type JobKind, jobKindNames, jobKinds } from '../../jobs/kinds/index.ts';
import { keepReadable } from '../../receive/keepReadable.ts';
import { receiveImages } from '../../receive/receiveImages.ts';
import type { Station } from '../../Station.ts';
import { acceptImages, imageTypes } from '../acceptImages.ts';
import { absent, modelOf, productOf } from '../lookup.ts';
import { calibrationSchema, idSchema, jobSchema, productSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { calibrationView, jobView, productView } from '../views.ts';
import { withErrors } from '../withErrors.ts';

const params = z.strictObject({ product: idSchema });
const tags = ['products'];

/** What is learned from a product's images, and what came of it. */
export function addTeachRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  for (const name of jobKindNames) {
    const { route } = jobKinds[name];
    if (route !== null && !route.takesImages) {
      app.post(
        `/products/:product/${name}`,
        {
          config: { scope: 'admin' },
          schema: {
            ...{ tags, summary: route.summary, params },
            response: withErrors({ 202: jobSchema }),
          },
        },
        async (request, reply) => {
          const product = await productOf(store, request.params.product);
          void reply.code(202);
          return jobView(await station.jobs.enqueue(name, product, request.actor));
        },
      );
    }
  }
  acceptImages(app, station, (scope) => {
    for (const name of jobKindNames) {
      const { route } = jobKinds[name];
      if (route?.takesImages === true) addImageRoute(scope, station, name, route.summary);
    }
  });
  addRollback(app, station);
  app.get(
    '/products/:product/calibration',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'What false-reject rate the images support',
        params,
        querystring: z.strictObject({
          model: idSchema.optional().describe('By default the model in use'),
        }),
        response: withErrors({ 200: calibrationSchema }),
      },
    },
    async (request) => {
      const product = await productOf(store, request.params.product);
      const { model: asked } = request.query;
      const model =
        asked === undefined ? await modelInUse(product, store) : await modelOf(store, asked);
      if (model.productId !== product.id) absent('model of this product', model.id);
      return calibrationView(model, product.falseRejectRate);
    },
  );
}

/** A route that starts jobs that learn from images of the request. */
function addImageRoute(scope: StationApp, station: Station, name: JobKind, summary: string): void {
  const { store, jobs } = station;
  scope.post(
    `/products/:product/${name}`,
    {
      config: { scope: 'admin' },
      schema: {
        ...{ tags, summary, consumes: imageTypes, params },
        response: withErrors({ 202: jobSchema }),
      },
    },
    async (request, reply) => {
      const product = await productOf(store, request.params.product);
      await modelInUse(product, store);
      const images = await receiveImages(station, request, async (received) => {
        const kept: KeptImage[] = [];
        for (const image of received) {
          const { sha256 } = await keepReadable(station, image);
          kept.push({ sha256, name: image.name });
        }
        return kept;
      });
      void reply.code(202);
      return jobView(await jobs.enqueue(name, product, request.actor, images));
    },
  );
}

function addRollback(app: StationApp, { store }: Station): void {
  app.post(
    '/products/:product/rollback',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Put an earlier version to use again',
        params,
        body: z.strictObject({
          modelId: idSchema.optional().describe('By default the version before the one in use'),
        }),
        response: withErrors({ 200: productSchema }),
      },
    },
    ({ params: { product: id }, body: { modelId }, actor }) =>
      store.transaction(async (tables) => {
        const product = await productOf(tables, id);
        const target =
          modelId === undefined
            ? await previousModel(tables, product)
            : await modelOf(tables, modelId);
        if (target.productId !== id) absent('model of this product', target.id);
        await tables.products.use(id, target.id);
        const details = { from: product.modelId, version: target.version };
        await tables.audit.add(actor, 'model.rollback', target.id, details);
        return productView({ ...product, modelId: target.id }, tables);
      }),
  );
}

async function previousModel({ models }: Tables, { id, modelId }: Product): Promise<StoredModel> {
  // Newest first.
  const versions = await models.list(id);
  const inUse = versions.findIndex((model) => model.id === modelId);
  const previous = inUse < 0 ? undefined : versions.at(inUse + 1);
  if (previous !== undefined) return previous;
  throw new NominalError('CONFLICT', {
    reason: 'noEarlierModel',
    what: 'there is no version before the one in use',
  });
}

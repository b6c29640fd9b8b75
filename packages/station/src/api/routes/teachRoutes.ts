import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Product, StoredModel, Tables } from '../../store/index.ts';
import { keepReadable } from '../../receive/keepReadable.ts';
import { receiveImages } from '../../receive/receiveImages.ts';
import type { Station } from '../../Station.ts';
import { acceptImages, imageTypes } from '../acceptImages.ts';
import { absent, modelOf, productOf } from '../lookup.ts';
import { calibrationSchema, idSchema, jobSchema, productSchema } from '../schemas.ts';
import { startCalibrate, startFit, startReport, startScreen, startUpdate } from '../startJob.ts';
import type { StationApp } from '../StationApp.ts';
import { calibrationView, jobView, productView } from '../views.ts';
import { withErrors } from '../withErrors.ts';

const params = z.strictObject({ product: idSchema });
const tags = ['products'];

/** What is learned from a product's images, and what came of it. */
export function addTeachRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  const work = [
    ['fit', 'Fit a model from all good images', startFit],
    ['update', 'Bring the model in use up to the good images', startUpdate],
    ['screen', 'Rank the good images by how strange they are among themselves', startScreen],
    ['report', 'Measure on the reviewed decisions and write the report', startReport],
  ] as const;
  for (const [name, summary, start] of work) {
    app.post(
      `/products/:product/${name}`,
      {
        config: { scope: 'admin' },
        schema: { tags, summary, params, response: withErrors({ 202: jobSchema }) },
      },
      async (request, reply) => {
        const product = await productOf(store, request.params.product);
        void reply.code(202);
        return jobView(await start(station, product, request.actor));
      },
    );
  }
  addCalibrate(app, station);
  addRollback(app, station);
  app.get(
    '/products/:product/calibration',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'What false-reject rate the images support',
        params,
        response: withErrors({ 200: calibrationSchema }),
      },
    },
    async (request) => {
      const product = await productOf(store, request.params.product);
      return calibrationView(await station.desk.modelOf(product), product.falseRejectRate);
    },
  );
}

function addCalibrate(app: StationApp, station: Station): void {
  const { store } = station;
  acceptImages(app, station, (scope) => {
    scope.post(
      '/products/:product/calibrate',
      {
        config: { scope: 'admin' },
        schema: {
          tags,
          summary: 'Calibrate anew on good images that the model was not fitted from',
          consumes: imageTypes,
          params,
          response: withErrors({ 202: jobSchema }),
        },
      },
      async (request, reply) => {
        const product = await productOf(store, request.params.product);
        await station.desk.modelOf(product);
        const images = await receiveImages(station, request, async (received) => {
          const hashes: string[] = [];
          for (const image of received) hashes.push((await keepReadable(station, image)).sha256);
          return hashes;
        });
        void reply.code(202);
        return jobView(await startCalibrate(station, product, images, request.actor));
      },
    );
  });
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
  throw new NominalError('CONFLICT', { what: 'there is no version before the one in use' });
}

import { z } from 'zod';
import { NominalError, plainError } from '../../../errors/index.ts';
import { decodeImage } from '../../../image/index.ts';
import { createId, type Product } from '../../../store/index.ts';
import type { Station } from '../../Station.ts';
import { acceptImages, jsonBodyLimit } from '../acceptImages.ts';
import { changedConfig } from '../fitOptions.ts';
import { absent, modelOf, productOf } from '../lookup.ts';
import { readImages } from '../readImages.ts';
import {
  addedImagesSchema,
  calibrationSchema,
  idSchema,
  jobSchema,
  productBodySchema,
  productPatchSchema,
  productSchema,
  sha256Schema,
  trainingImageSchema,
} from '../schemas.ts';
import { startFit, startReport, startScreen, startUpdate } from '../startJob.ts';
import type { StationApp } from '../StationApp.ts';
import { calibrationView, jobView, productView } from '../views.ts';
import { withErrors } from '../withErrors.ts';

const params = z.strictObject({ product: idSchema });
const tags = ['products'];

/** Products: what is inspected, and what each is learned from. */
export function addProductRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  app.get(
    '/products',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'All products',
        response: withErrors({ 200: z.array(productSchema) }),
      },
    },
    () => store.products.list().map((product) => productView(product, store)),
  );
  app.post(
    '/products',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Create a product',
        body: productBodySchema,
        response: withErrors({ 201: productSchema }),
      },
    },
    (request, reply) => {
      const { name, config = {} } = request.body;
      const resolved = changedConfig({}, definedOnly(config), station.config.backbones);
      const product = store.products.create(name, resolved);
      if (product === null) throw nameTaken(name);
      store.audit.add(request.actor, 'product.create', product.id, { name });
      void reply.code(201);
      return productView(product, store);
    },
  );
  app.get(
    '/products/:product',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'One product',
        params,
        response: withErrors({ 200: productSchema }),
      },
    },
    (request) => productView(productOf(store, request.params.product), store),
  );
  app.patch(
    '/products/:product',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Change name, false-reject rate or fit options',
        params,
        body: productPatchSchema,
        response: withErrors({ 200: productSchema }),
      },
    },
    (request) => {
      const product = productOf(store, request.params.product);
      const { config = {}, name = product.name, falseRejectRate } = request.body;
      const taken = store.products.getByName(name);
      if (taken !== null && taken.id !== product.id) throw nameTaken(name);
      const changed: Product = {
        ...product,
        name,
        falseRejectRate: falseRejectRate ?? product.falseRejectRate,
        config: changedConfig(product.config, definedOnly(config), station.config.backbones),
      };
      store.products.update(changed);
      store.audit.add(request.actor, 'product.change', product.id, request.body);
      return productView(changed, store);
    },
  );
  app.delete(
    '/products/:product',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Remove a product with its models and history',
        params,
        response: withErrors({ 204: z.null() }),
      },
    },
    async (request, reply) => {
      const product = productOf(store, request.params.product);
      for (const job of store.jobs.open(product.id)) station.jobs.cancel(job.id);
      store.products.remove(product.id);
      store.audit.add(request.actor, 'product.remove', product.id, { name: product.name });
      await store.images.sweep();
      void reply.code(204);
      return null;
    },
  );
  addImageRoutes(app, station);
  addWorkRoutes(app, station);
}

function addImageRoutes(app: StationApp, station: Station): void {
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
    (request) => {
      const product = productOf(store, request.params.product);
      const model = product.modelId === null ? null : store.models.get(product.modelId);
      const known = new Set(model?.training);
      const scores = new Map(
        model?.summary.calibrationImages.map((sha256, i) => [
          sha256,
          model.summary.calibrationScores[i],
        ]),
      );
      return store.products.images(product.id).map((image) => ({
        ...image,
        inModel: known.has(image.sha256),
        score: scores.get(image.sha256) ?? null,
      }));
    },
  );
  void app.register((scope: StationApp, _options, done) => {
    acceptImages(scope, station);
    scope.post(
      '/products/:product/images',
      {
        config: { scope: 'admin' },
        bodyLimit: jsonBodyLimit(station.config),
        schema: {
          tags,
          summary: 'Add good images',
          consumes: ['multipart/form-data', 'application/json', 'application/octet-stream'],
          params,
          response: withErrors({ 200: addedImagesSchema }),
        },
      },
      async (request) => {
        const product = productOf(store, request.params.product);
        const images = await readImages(request, station.config);
        const result = {
          added: 0,
          known: 0,
          refused: [] as z.output<typeof addedImagesSchema>['refused'],
        };
        for (const { bytes, name } of images) {
          try {
            await decodeImage(bytes);
            const { sha256 } = await store.images.put(bytes);
            const isNew = store.products.addImage(product.id, { sha256, name, origin: 'upload' });
            result[isNew ? 'added' : 'known']++;
          } catch (error) {
            if (!(error instanceof NominalError)) throw error;
            const { code, message } = plainError(error);
            result.refused.push({ name, code, message });
          }
        }
        const { added } = result;
        store.audit.add(request.actor, 'product.addImages', product.id, { added });
        return result;
      },
    );
    done();
  });
  app.delete(
    '/products/:product/images/:sha256',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Take an image out of what the next model is fitted from',
        params: params.extend({ sha256: sha256Schema }),
        response: withErrors({ 204: z.null() }),
      },
    },
    (request, reply) => {
      const { product: id, sha256 } = request.params;
      const product = productOf(store, id);
      if (!store.products.removeImage(product.id, sha256)) absent('image', sha256);
      store.audit.add(request.actor, 'product.removeImage', product.id, { sha256 });
      void reply.code(204);
      return null;
    },
  );
}

function addWorkRoutes(app: StationApp, station: Station): void {
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
      (request, reply) => {
        const product = productOf(store, request.params.product);
        void reply.code(202);
        return jobView(start(station, product, request.actor));
      },
    );
  }
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
    (request) => {
      const product = productOf(store, request.params.product);
      const { modelId } = request.body;
      const target =
        modelId === undefined ? previousModel(station, product) : modelOf(store, modelId);
      if (target.productId !== product.id) absent('model of this product', target.id);
      const changed = { ...product, modelId: target.id };
      store.products.update(changed);
      const details = { from: product.modelId, version: target.version };
      store.audit.add(request.actor, 'model.rollback', target.id, details);
      return productView(changed, store);
    },
  );
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
    (request) => {
      const product = productOf(store, request.params.product);
      return calibrationView(station.desk.modelOf(product), product.falseRejectRate);
    },
  );
  void app.register((scope: StationApp, _options, done) => {
    acceptImages(scope, station);
    scope.post(
      '/products/:product/calibrate',
      {
        config: { scope: 'admin' },
        bodyLimit: jsonBodyLimit(station.config),
        schema: {
          tags,
          summary: 'Calibrate anew on good images that the model was not fitted from',
          consumes: ['multipart/form-data', 'application/json', 'application/octet-stream'],
          params,
          response: withErrors({ 202: jobSchema }),
        },
      },
      async (request, reply) => {
        const product = productOf(store, request.params.product);
        const { id: parentId } = station.desk.modelOf(product);
        const images: string[] = [];
        for (const { bytes } of await readImages(request, station.config)) {
          await decodeImage(bytes);
          images.push((await store.images.put(bytes)).sha256);
        }
        const parameters = { kind: 'calibrate', modelId: createId(), parentId, images } as const;
        const job = station.jobs.enqueue(parameters, product.id, request.actor);
        void reply.code(202);
        return jobView(job);
      },
    );
    done();
  });
}

function previousModel({ store, desk }: Station, product: Product) {
  const { version } = desk.modelOf(product);
  const previous = store.models.list(product.id).find((model) => model.version < version);
  if (previous !== undefined) return previous;
  throw new NominalError('CONFLICT', { what: 'there is no version before the one in use' });
}

function nameTaken(name: string): NominalError {
  return new NominalError('CONFLICT', {
    what: `there is a product "${name}" already`,
    remedy: 'Choose another name',
  });
}

/** Without the keys whose value is undefined: they were not given. */
function definedOnly<Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}

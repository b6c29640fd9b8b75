import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { readRegularFile } from 'nominal-vision/internal/files';
import type { Product } from '../../store/index.ts';
import type { Station } from '../../Station.ts';
import type { FitConfig } from 'nominal-vision/internal/config';
import { changedConfig } from '../fitOptions.ts';
import { absent, productOf } from '../lookup.ts';
import { keepRegion, regionView } from '../regionOfInterest.ts';
import {
  type FitOptions,
  idSchema,
  productBodySchema,
  productPatchSchema,
  productSchema,
} from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { productView } from '../views.ts';
import { withErrors, withFile } from '../withErrors.ts';

const params = z.strictObject({ product: idSchema });
const tags = ['products'];

/** Products: what is inspected. */
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
    async () => {
      const products = await store.products.list();
      return Promise.all(products.map((product) => productView(product, store)));
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
    async (request) => productView(await productOf(store, request.params.product), store),
  );
  addRegion(app, station);
  addChanges(app, station);
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
      const { id, name } = await productOf(store, request.params.product);
      for (const job of await store.jobs.open(id)) await station.jobs.cancel(job.id);
      await store.transaction(async ({ products, audit }) => {
        await products.remove(id);
        await audit.add(request.actor, 'product.remove', id, { name });
      });
      await store.images.sweep();
      void reply.code(204);
      return null;
    },
  );
}

function addChanges(app: StationApp, { store, config: { backbones } }: Station): void {
  const changesOf = async (options: FitOptions = {}): Promise<Partial<FitConfig>> => {
    const { roi, ...others } = definedOnly(options);
    if (roi === undefined) return others;
    return { ...others, roi: roi === null ? null : await keepRegion(store, roi) };
  };
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
    async ({ body, actor }, reply) => {
      const { name, config } = body;
      const resolved = changedConfig({}, await changesOf(config), backbones);
      void reply.code(201);
      return store.transaction(async (tables) => {
        const product = await tables.products.create(name, resolved);
        if (product === null) throw nameTaken(name);
        await tables.audit.add(actor, 'product.create', product.id, { name });
        return productView(product, tables);
      });
    },
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
    async ({ params: { product: id }, body, actor }) => {
      const changes = await changesOf(body.config);
      return store.transaction(async (tables) => {
        const product = await productOf(tables, id);
        const { name = product.name, falseRejectRate } = body;
        const taken = await tables.products.getByName(name);
        if (taken !== null && taken.id !== id) throw nameTaken(name);
        const changed: Product = {
          ...product,
          name,
          falseRejectRate: falseRejectRate ?? product.falseRejectRate,
          config: changedConfig(product.config, changes, backbones),
        };
        await tables.products.update(changed);
        const config = Object.keys(changes).length === 0 ? {} : { config: changes };
        await tables.audit.add(actor, 'product.change', id, { ...body, ...config });
        return productView(changed, tables);
      });
    },
  );
}

function addRegion(app: StationApp, { store }: Station): void {
  app.get(
    '/products/:product/region',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'The region of interest that was set: polygons in JSON, or a mask image',
        params,
        response: withFile('application/json', 'application/octet-stream'),
      },
    },
    async (request, reply) => {
      const { config } = await productOf(store, request.params.product);
      const shown = regionView(config);
      if (shown === null || config.roi === null)
        absent('region of product', request.params.product);
      const bytes = await readRegularFile(store.regions.path(config.roi));
      const isDrawing = config.roi.endsWith('.json');
      return reply.type(isDrawing ? 'application/json' : 'application/octet-stream').send(bytes);
    },
  );
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

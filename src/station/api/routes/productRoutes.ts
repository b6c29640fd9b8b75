import { z } from 'zod';
import { NominalError } from '../../../errors/index.ts';
import type { Product } from '../../../store/index.ts';
import type { Station } from '../../Station.ts';
import { changedConfig } from '../fitOptions.ts';
import { productOf } from '../lookup.ts';
import { idSchema, productBodySchema, productPatchSchema, productSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { productView } from '../views.ts';
import { withErrors } from '../withErrors.ts';

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
      const { name, config = {} } = body;
      const resolved = changedConfig({}, definedOnly(config), backbones);
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
    ({ params: { product: id }, body, actor }) =>
      store.transaction(async (tables) => {
        const product = await productOf(tables, id);
        const { config = {}, name = product.name, falseRejectRate } = body;
        const taken = await tables.products.getByName(name);
        if (taken !== null && taken.id !== id) throw nameTaken(name);
        const changed: Product = {
          ...product,
          name,
          falseRejectRate: falseRejectRate ?? product.falseRejectRate,
          config: changedConfig(product.config, definedOnly(config), backbones),
        };
        await tables.products.update(changed);
        await tables.audit.add(actor, 'product.change', id, body);
        return productView(changed, tables);
      }),
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

import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Product } from '../../store/index.ts';
import type { Station } from '../../Station.ts';
import {
  type FitConfig,
  type PresetName,
  presets,
  resolveFitConfig,
} from 'nominal-vision/internal/config';
import { changedConfig, isAllowed } from '../fitOptions.ts';
import { absent, modelOf, productOf } from '../lookup.ts';
import { keepRegion, sendRegion } from '../regionOfInterest.ts';
import {
  type FitOptions,
  idSchema,
  presetSchema,
  productBodySchema,
  productPatchSchema,
  productSchema,
  settingsBodySchema,
} from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { productView } from '../views.ts';
import { withErrors, withFile } from '../withErrors.ts';

/** Settings in which presets differ. */
const differing = [
  ...new Set(Object.values<object>(presets).flatMap((preset) => Object.keys(preset))),
] as (keyof FitConfig)[];

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
  addSettings(app, station);
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
        summary: 'Change name, false-reject rate, threshold or fit options',
        params,
        body: productPatchSchema,
        response: withErrors({ 200: productSchema }),
      },
    },
    async ({ params: { product: id }, body, actor }) => {
      const changes = await changesOf(body.config);
      return store.transaction(async (tables) => {
        const product = await productOf(tables, id);
        if (typeof body.threshold === 'number') assertThreshold(product);
        const { name = product.name, falseRejectRate } = body;
        const taken = await tables.products.getByName(name);
        if (taken !== null && taken.id !== id) throw nameTaken(name);
        const changed: Product = {
          ...product,
          name,
          falseRejectRate: falseRejectRate ?? product.falseRejectRate,
          threshold: thresholdOf(product, body),
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
      const { id, config } = await productOf(store, request.params.product);
      return sendRegion(reply, store, config, `product ${id}`);
    },
  );
}

function addSettings(app: StationApp, { store, config: { backbones } }: Station): void {
  app.get(
    '/presets',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Named fit configurations',
        response: withErrors({ 200: z.array(presetSchema) }),
      },
    },
    () =>
      (Object.keys(presets) as PresetName[]).map((name) => {
        const all = resolveFitConfig(presets[name]);
        const config = Object.fromEntries(differing.map((key) => [key, all[key]]));
        return { name, config, available: isAllowed(all.backbone, backbones) };
      }),
  );
  app.post(
    '/products/:product/settings',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Let the next fit take the settings and the region of an earlier version',
        params,
        body: settingsBodySchema,
        response: withErrors({ 200: productSchema }),
      },
    },
    ({ params: { product: id }, body, actor }) =>
      store.transaction(async (tables) => {
        const product = await productOf(tables, id);
        const { productId, summary, version } = await modelOf(tables, body.modelId);
        if (productId !== id) absent('model of the product', body.modelId);
        const { config } = summary;
        if (config === undefined)
          throw new NominalError('CONFLICT', {
            reason: 'modelSettingsUnknown',
            what: 'the station does not know what this version was fitted with',
            remedy: 'Set it by hand',
          });
        const changed: Product = { ...product, config: changedConfig(config, {}, backbones) };
        await tables.products.update(changed);
        await tables.audit.add(actor, 'product.settings', id, { version });
        return productView(changed, tables);
      }),
  );
}

function nameTaken(name: string): NominalError {
  return new NominalError('CONFLICT', {
    reason: 'nameTaken',
    what: `there is a product "${name}" already`,
    remedy: 'Choose another name',
    details: { name },
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

/** A rate that is set replaces a threshold that was set by hand. */
function thresholdOf(
  product: Product,
  { threshold, falseRejectRate }: z.output<typeof productPatchSchema>,
): number | null {
  if (threshold !== undefined) return threshold;
  return falseRejectRate === undefined ? product.threshold : null;
}

/** @throws NominalError `CONFLICT` where no model is there whose scores it is for. */
function assertThreshold({ modelId }: Product): void {
  if (modelId !== null) return;
  throw new NominalError('CONFLICT', {
    reason: 'noModelForThreshold',
    what: 'a threshold is set for the scores of a model, and the product has none',
    remedy: 'Fit one first',
  });
}

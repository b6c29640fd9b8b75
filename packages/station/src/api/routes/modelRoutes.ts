import { createReadStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { collectGarbage } from 'nominal-vision/internal/inspector';
import { decodeModel } from 'nominal-vision/internal/model';
import { createId, type ModelSummary } from '../../store/index.ts';
import { summaryOf } from '../../jobs/kinds/summaryOf.ts';
import { receiveFile } from '../../receive/receiveFile.ts';
import { incomingPath } from '../../receive/receiveImages.ts';
import type { Station } from '../../Station.ts';
import { requireStationBackbone } from '../fitOptions.ts';
import { sendRegion } from '../regionOfInterest.ts';
import { modelOf, productOf } from '../lookup.ts';
import { idSchema, modelSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { modelView } from '../views.ts';
import { withErrors, withFile } from '../withErrors.ts';

const params = z.strictObject({ model: idSchema });
const tags = ['models'];

/** Largest model file that can be uploaded. */
const MAX_MODEL_BYTES = 1024 * 2 ** 20;
/** A model that is read takes its file's bytes, and some of them twice. */
const DECODED_MODEL = 2;

/** Models: every version of every product's. */
export function addModelRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  app.get(
    '/models',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'All models, newest first',
        querystring: z.strictObject({ product: idSchema.optional() }),
        response: withErrors({ 200: z.array(modelSchema) }),
      },
    },
    async (request) => {
      const models = await store.models.list(request.query.product);
      return Promise.all(models.map((model) => modelView(model, store)));
    },
  );
  app.get(
    '/models/:model',
    {
      config: { scope: 'inspect' },
      schema: { tags, summary: 'One model', params, response: withErrors({ 200: modelSchema }) },
    },
    async (request) => modelView(await modelOf(store, request.params.model), store),
  );
  app.get(
    '/models/:model/file',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Download a model file',
        params,
        response: withFile('application/octet-stream'),
      },
    },
    async (request, reply) => {
      const { id, version, bytes } = await modelOf(store, request.params.model);
      return reply
        .type('application/octet-stream')
        .header('content-length', bytes)
        .header('content-disposition', `attachment; filename="model-${version}.nominal"`)
        .send(createReadStream(store.modelPath(id)));
    },
  );
  app.get(
    '/models/:model/region',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'The region of interest that a model was fitted with, as it was set',
        params,
        response: withFile('application/json', 'application/octet-stream'),
      },
    },
    async (request, reply) => {
      const { id, summary } = await modelOf(store, request.params.model);
      return sendRegion(reply, store, summary.config, `model ${id}`);
    },
  );
  app.delete(
    '/models/:model',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Put a model that is not in use into the waste bin',
        params,
        response: withErrors({ 204: z.null() }),
      },
    },
    async (request, reply) => {
      const { model: id } = request.params;
      await store.transaction(async (tables) => {
        const { productId, version } = await modelOf(tables, id);
        if ((await tables.products.get(productId))?.modelId === id) {
          throw new NominalError('CONFLICT', {
            reason: 'modelInUse',
            what: 'the model is in use',
            remedy: 'Put another version to use first',
          });
        }
        await tables.bin.put({ kind: 'model', id, productId });
        await tables.audit.add(request.actor, 'model.remove', id, { version });
      });
      void reply.code(204);
      return null;
    },
  );
  addUpload(app, station);
}

function addUpload(app: StationApp, station: Station): void {
  const { store } = station;
  void app.register((scope: StationApp, _options, done) => {
    scope.addContentTypeParser('application/octet-stream', (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.post(
      '/models',
      {
        config: { scope: 'admin' },
        schema: {
          tags,
          summary: 'Upload a model file and put it to use',
          consumes: ['application/octet-stream'],
          querystring: z.strictObject({ product: idSchema }),
          response: withErrors({ 201: modelSchema }),
        },
      },
      async (request, reply) => {
        const product = await productOf(store, request.query.product);
        const body = request.body;
        if (!(body instanceof Readable)) {
          throw new NominalError('REQUEST_INVALID', {
            what: 'the request holds no model file',
            expected: 'its bytes as the body, with content type application/octet-stream',
          });
        }
        const id = createId();
        const { model, bytes } = await receiveModel(station, body, id);
        const published = await store.transaction(async ({ models, audit }) => {
          const stored = await models.publish({
            id,
            productId: product.id,
            kind: 'upload',
            parentId: product.modelId,
            bytes,
            summary: model,
            training: [],
            createdBy: request.actor,
          });
          await audit.add(request.actor, 'model.upload', id, { version: stored.version });
          return stored;
        });
        void reply.code(201);
        return modelView(published, store);
      },
    );
    done();
  });
}

/** Takes a model file in, if it is one that can be used. @returns its summary, and its size. */
async function receiveModel(
  station: Station,
  body: Readable,
  id: string,
): Promise<{ readonly model: ModelSummary; readonly bytes: number }> {
  const { store, memory, config } = station;
  let received = 0;
  const file = await receiveFile(body, incomingPath(station), (bytes) => {
    received += bytes;
    if (received > MAX_MODEL_BYTES) throw modelTooLarge();
  });
  const { path, bytes } = file;
  try {
    const model = await memory.use(bytes * DECODED_MODEL, async () => {
      const decoded = decodeModel(await readFile(path), 'the uploaded model');
      requireStationBackbone(decoded.backbone.name, config.backbones);
      return summaryOf(decoded);
    });
    await rename(path, store.modelPath(id));
    return { model, bytes };
  } finally {
    collectGarbage(bytes * DECODED_MODEL);
    await rm(path, { force: true });
  }
}

function modelTooLarge(): NominalError {
  return new NominalError('REQUEST_TOO_LARGE', {
    reason: 'modelTooLarge',
    what: 'the model file is too large',
    expected: `at most ${MAX_MODEL_BYTES} bytes`,
    details: { most: MAX_MODEL_BYTES },
  });
}

import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { inspectionView } from '../../inspect/inspectionView.ts';
import { pictureOfBytes } from '../../pictures/pictureOfBytes.ts';
import { sourceSchema as sourceConfigSchema } from '../../sources/kinds/index.ts';
import type { Station } from '../../Station.ts';
import { inspectionSchema, partSchema } from '../../store/index.ts';
import { changerOf, sourceView } from '../endpointViews.ts';
import {
  endpointPatchSchema,
  sourceSchema,
  sourceTimesSchema,
  testPictureSchema,
} from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { untilClosed } from '../untilClosed.ts';
import { withErrors } from '../withErrors.ts';

const tags = ['sources'];
const params = z.strictObject({ source: z.string().max(64) });

/** Where images come from, and parts in front of cameras. */
export function addSourceRoutes(app: StationApp, station: Station): void {
  const { sourceEndpoints: sources } = station;
  app.get(
    '/sources',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Where images come from, and how sources are doing',
        response: withErrors({ 200: z.array(sourceSchema) }),
      },
    },
    ({ scope }) => Promise.all(sources.list.map((source) => sourceView(source, station, scope))),
  );
  app.get(
    '/sources/:source/times',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'How long the latest parts in front of a camera took, from trigger to verdict',
        params,
        response: withErrors({ 200: sourceTimesSchema }),
      },
    },
    ({ params: { source: name } }) => {
      const { config, opened } = sources.get(name);
      return {
        deadlineMs: config.kind === 'camera' ? (config.deadlineMs ?? null) : null,
        parts: [...(opened?.times?.() ?? [])],
      };
    },
  );
  app.post(
    '/sources/:source/trigger',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Inspect the part in front of a camera that waits for HTTP',
        params,
        body: z.strictObject({
          part: partSchema.nullable().default(null).describe('Part or serial number'),
        }),
        response: withErrors({ 200: inspectionSchema }),
      },
    },
    async ({ params: { source: name }, body: { part } }) => {
      const { trigger } = openSourceOf(station, name);
      if (trigger === undefined) {
        throw new NominalError('CONFLICT', {
          what: `the source "${name}" is not triggered by HTTP`,
          remedy: 'Make it a camera whose trigger has "on": "http"',
        });
      }
      return inspectionView(await trigger({ part }));
    },
  );
  app.post(
    '/sources/:source/picture',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'What a source sees now: nothing is inspected or kept',
        params,
        response: withErrors({ 200: testPictureSchema }),
      },
    },
    async (request, reply) => {
      const signal = untilClosed(reply);
      const { name, bytes } = await openSourceOf(station, request.params.source).picture(signal);
      const jpeg = await pictureOfBytes(station, bytes, signal);
      void reply.header('cache-control', 'no-store');
      return { name, jpeg: jpeg.toString('base64') };
    },
  );
  addChanges(app, station);
}

/** Those that are added in the console; what may be added is said in the configuration file. */
function addChanges(app: StationApp, station: Station): void {
  const { sourceEndpoints: sources } = station;
  app.post(
    '/sources',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Add a source; it is open at once, and after each start',
        body: sourceConfigSchema,
        response: withErrors({ 201: sourceSchema }),
      },
    },
    async (request, reply) => {
      const added = await sources.add(request.body, changerOf(request, station));
      void reply.code(201);
      return sourceView(added, station, request.scope);
    },
  );
  app.patch(
    '/sources/:source',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Change a source that was added here; it is closed and opened again',
        params,
        body: endpointPatchSchema,
        response: withErrors({ 200: sourceSchema }),
      },
    },
    async (request) => {
      const { source } = request.params;
      const changed = await sources.change(source, request.body, changerOf(request, station));
      return sourceView(changed, station, request.scope);
    },
  );
  app.delete(
    '/sources/:source',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Remove a source that was added here; its decisions stay',
        params,
        response: withErrors({ 204: z.null() }),
      },
    },
    async ({ params: { source }, actor }, reply) => {
      await sources.remove(source, actor);
      void reply.code(204);
      return null;
    },
  );
}

/** @throws NominalError `NOT_FOUND`, or `NOT_READY` with the reason why it is not open. */
function openSourceOf({ sourceEndpoints }: Station, name: string) {
  const { opened, problem } = sourceEndpoints.get(name);
  if (opened !== null) return opened;
  throw new NominalError('NOT_READY', {
    reason: 'sourceNotOpen',
    what: `the source "${name}" is not open`,
    ...(problem === null ? {} : { received: problem.message }),
    details: { name },
  });
}

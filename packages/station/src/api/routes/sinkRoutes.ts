import { z } from 'zod';
import { sinkSchema } from '../../sinks/kinds/index.ts';
import { refusalOf } from '../../sinks/refusalOf.ts';
import type { Station } from '../../Station.ts';
import { changerOf, sinkView } from '../endpointViews.ts';
import { endpointPatchSchema, sinkViewSchema, testMessageSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { untilClosed } from '../untilClosed.ts';
import { withErrors } from '../withErrors.ts';

const tags = ['sinks'];
const params = z.strictObject({ sink: z.string().max(64) });

/** Where decisions and alarms are sent. */
export function addSinkRoutes(app: StationApp, station: Station): void {
  const { endpoints: sinks } = station.sinks;
  app.get(
    '/sinks',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Where decisions and alarms are sent, and what became of them',
        response: withErrors({ 200: z.array(sinkViewSchema) }),
      },
    },
    () => Promise.all(sinks.list.map((sink) => sinkView(sink, station))),
  );
  app.post(
    '/sinks/:sink/test',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Send {"test": true} at once, past the messages that wait',
        params,
        response: withErrors({ 200: testMessageSchema }),
      },
    },
    async (request, reply) => {
      const { config, opened, problem } = sinks.get(request.params.sink);
      if (opened === null) return { taken: false, error: problem, ms: 0 };
      const sentAt = new Date().toISOString();
      const message = JSON.stringify({ test: true, sink: config.name, product: null, sentAt });
      const start = performance.now();
      const error = await opened.send(message, untilClosed(reply)).then(() => null, refusalOf);
      return { taken: error === null, error, ms: performance.now() - start };
    },
  );
  addChanges(app, station);
}

/** Those that are added in the console; what may be added is said in the configuration file. */
function addChanges(app: StationApp, station: Station): void {
  const { endpoints: sinks } = station.sinks;
  app.post(
    '/sinks',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Add a sink; it is sent what is decided from now on',
        body: sinkSchema,
        response: withErrors({ 201: sinkViewSchema }),
      },
    },
    async (request, reply) => {
      const added = await sinks.add(request.body, changerOf(request, station));
      void reply.code(201);
      return sinkView(added, station);
    },
  );
  app.patch(
    '/sinks/:sink',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary:
          'Change a sink that was added here; messages that wait are sent to it as it is now',
        params,
        body: endpointPatchSchema,
        response: withErrors({ 200: sinkViewSchema }),
      },
    },
    async (request) => {
      const { sink } = request.params;
      return sinkView(await sinks.change(sink, request.body, changerOf(request, station)), station);
    },
  );
  app.delete(
    '/sinks/:sink',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Remove a sink that was added here, with the messages that it has not taken',
        params,
        response: withErrors({ 204: z.null() }),
      },
    },
    async ({ params: { sink }, actor }, reply) => {
      await sinks.remove(sink, actor);
      void reply.code(204);
      return null;
    },
  );
}

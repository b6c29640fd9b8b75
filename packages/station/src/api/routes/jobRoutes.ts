import { z } from 'zod';
import type { Job } from '../../store/index.ts';
import type { Station } from '../../Station.ts';
import { NominalError } from 'nominal-vision/internal/errors';
import { streamEvents } from '../../answers/eventStream.ts';
import { withoutPaths } from '../../answers/hidePaths.ts';
import { jobOf } from '../lookup.ts';
import { idSchema, jobSchema, limitSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { jobView } from '../views.ts';
import { withErrors, withFile } from '../withErrors.ts';

const params = z.strictObject({ job: idSchema });
const tags = ['jobs'];

/** Long pieces of work: to be watched and stopped. */
export function addJobRoutes(app: StationApp, station: Station): void {
  const { store, jobs } = station;
  app.get(
    '/jobs',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Jobs, newest first',
        querystring: z.strictObject({
          product: idSchema.optional(),
          limit: limitSchema.default(50),
        }),
        response: withErrors({ 200: z.array(jobSchema) }),
      },
    },
    async ({ query: { product, limit } }) => (await store.jobs.list(product, limit)).map(jobView),
  );
  app.get(
    '/jobs/:job',
    {
      config: { scope: 'inspect' },
      schema: { tags, summary: 'One job', params, response: withErrors({ 200: jobSchema }) },
    },
    async (request) => jobView(await jobOf(store, request.params.job)),
  );
  app.delete(
    '/jobs/:job',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Stop a job that waits or runs',
        params,
        response: withErrors({ 202: jobSchema }),
      },
    },
    async (request, reply) => {
      const { id, state } = await jobOf(store, request.params.job);
      if (!(await jobs.cancel(id))) {
        throw new NominalError('CONFLICT', {
          reason: 'jobEnded',
          what: `the job has ended: it is ${state}`,
        });
      }
      await store.audit.add(request.actor, 'job.cancel', id);
      void reply.code(202);
      return jobView(await jobOf(store, id));
    },
  );
  app.get(
    '/jobs/:job/events',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'A job at each change, as server-sent events named "job", until it ends',
        params,
        response: withFile('text/event-stream'),
      },
    },
    async (request, reply) => {
      const job = await jobOf(store, request.params.job);
      streamEvents(reply, station, (stream) => {
        const send = (changed: Job) => {
          stream.send('job', withoutPaths(jobView(changed), station.hidePaths));
          if (changed.finishedAt !== null) stream.end();
        };
        const unwatch = jobs.watch(job.id, send);
        send(job);
        return unwatch;
      });
    },
  );
}

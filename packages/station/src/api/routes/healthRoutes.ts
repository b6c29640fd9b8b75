import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Station } from '../../Station.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors, withFile } from '../withErrors.ts';

/** Whether the station lives, whether it can work, and what it counts. */
export function addHealthRoutes(app: StationApp, station: Station): void {
  const tags = ['health'];
  app.get(
    '/health',
    {
      schema: {
        tags,
        summary: 'Whether the process lives',
        security: [],
        response: withErrors({ 200: z.object({ status: z.literal('ok') }) }),
      },
    },
    () => ({ status: 'ok' as const }),
  );
  app.get(
    '/ready',
    {
      schema: {
        tags,
        summary: 'Whether it can inspect: 503 if not',
        security: [],
        response: withErrors({ 200: z.object({ status: z.literal('ready') }) }),
      },
    },
    async () => {
      await station.store.ping();
      const { problem } = station;
      if (problem === null) return { status: 'ready' as const };
      throw new NominalError('NOT_READY', {
        what: problem,
        remedy: 'Try again in some seconds',
      });
    },
  );
  app.get(
    '/metrics',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Counts and latencies in the text format of Prometheus',
        response: withFile('text/plain'),
      },
    },
    async (_request, reply) => {
      const { registry } = station.metrics;
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}

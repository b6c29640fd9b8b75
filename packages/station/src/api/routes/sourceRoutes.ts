import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { inspectionView } from '../../inspect/inspectionView.ts';
import type { Station } from '../../Station.ts';
import { inspectionSchema, partSchema } from '../../store/index.ts';
import { absent } from '../lookup.ts';
import { sourceSchema, sourceTimesSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors } from '../withErrors.ts';

const tags = ['sources'];

/** Where images come from, and parts in front of cameras. */
export function addSourceRoutes(app: StationApp, station: Station): void {
  app.get(
    '/sources',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Where images come from, and how cameras are doing',
        response: withErrors({ 200: z.array(sourceSchema) }),
      },
    },
    () =>
      station.sources.map(({ config: { name, kind, product }, source }) => ({
        ...{ name, kind, product },
        state: source.state?.() ?? null,
      })),
  );
  app.get(
    '/sources/:source/times',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'How long the latest parts in front of a camera took, from trigger to verdict',
        params: z.strictObject({ source: z.string().max(64) }),
        response: withErrors({ 200: sourceTimesSchema }),
      },
    },
    ({ params: { source: name } }) => {
      const found = station.sources.find(({ config }) => config.name === name);
      if (found === undefined) return absent('source', name);
      const { config, source } = found;
      return {
        deadlineMs: config.kind === 'camera' ? (config.deadlineMs ?? null) : null,
        parts: [...(source.times?.() ?? [])],
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
        params: z.strictObject({ source: z.string().max(64) }),
        body: z.strictObject({
          part: partSchema.nullable().default(null).describe('Part or serial number'),
        }),
        response: withErrors({ 200: inspectionSchema }),
      },
    },
    async ({ params: { source: name }, body: { part } }) => {
      const found = station.sources.find(({ config }) => config.name === name);
      if (found === undefined) return absent('source', name);
      if (found.source.trigger === undefined) {
        throw new NominalError('CONFLICT', {
          what: `the source "${name}" is not triggered by HTTP`,
          remedy: 'Make it a camera whose trigger has "on": "http"',
        });
      }
      return inspectionView(await found.source.trigger({ part }));
    },
  );
}

import type { z } from 'zod';
import type { Station } from '../../Station.ts';
import { cleanUpPreviewSchema } from '../../storage/CleanUps.ts';
import { retentionSchema } from '../../storage/retention.ts';
import { BIN_DAYS } from '../../store/index.ts';
import { storageSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors } from '../withErrors.ts';

const tags = ['storage'];

/** What takes room, how long it is kept, and how it is removed. */
export function addStorageRoutes(app: StationApp, station: Station): void {
  const { cleanUps } = station;
  app.get(
    '/storage',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'What the disk is used for, how long decisions are kept, and the clean-ups',
        response: withErrors({ 200: storageSchema }),
      },
    },
    () => storageView(station),
  );
  app.put(
    '/storage/retention',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Set how long decisions are kept, in place of the configuration',
        description:
          'The next clean-up goes by it. Decisions that were reviewed, good images, test images and models are never removed by a clean-up.',
        body: retentionSchema,
        response: withErrors({ 200: storageSchema }),
      },
    },
    async ({ body, actor }) => {
      await cleanUps.set(body, actor);
      return storageView(station);
    },
  );
  app.post(
    '/storage/preview',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'What a clean-up would remove now if this were the retention; nothing is changed',
        body: retentionSchema,
        response: withErrors({ 200: cleanUpPreviewSchema }),
      },
    },
    ({ body }) => cleanUps.preview(body),
  );
  app.post(
    '/storage/clean-up',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Begin a clean-up now; "cleanUp" of GET /storage tells how far it is',
        response: withErrors({ 200: storageSchema }),
      },
    },
    async ({ actor }) => {
      await cleanUps.begin(actor);
      return storageView(station);
    },
  );
  app.delete(
    '/storage/clean-up',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'End the clean-up under way, if there is one; what it has removed stays removed',
        response: withErrors({ 200: storageSchema }),
      },
    },
    async ({ actor }) => {
      await cleanUps.cancel(actor);
      return storageView(station);
    },
  );
}

async function storageView({
  diskUse,
  cleanUps,
}: Station): Promise<z.output<typeof storageSchema>> {
  const { retention, isOwn, running, nextAt, runs } = cleanUps;
  return {
    ...(await diskUse.read()),
    retention,
    retentionOrigin: isOwn ? 'console' : 'configuration',
    binDays: BIN_DAYS,
    cleanUp: { running, nextAt, runs: [...runs] },
  };
}

import { z } from 'zod';
import type { Station } from '../../Station.ts';
import { absent } from '../lookup.ts';
import { binBodySchema, binItemSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors } from '../withErrors.ts';

const tags = ['waste bin'];

/** What was removed, and the way back. */
export function addBinRoutes(app: StationApp, { store }: Station): void {
  app.get(
    '/bin',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Images, models and tokens that were removed; they are kept for 30 days',
        response: withErrors({ 200: z.array(binItemSchema) }),
      },
    },
    () => store.bin.list(),
  );
  app.post(
    '/bin/restore',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Bring something back',
        body: binBodySchema,
        response: withErrors({ 204: z.null() }),
      },
    },
    async ({ body, actor }, reply) => {
      await store.transaction(async ({ bin, audit }) => {
        if (!(await bin.restore(body))) absent(`${body.kind} in the waste bin:`, body.id);
        await audit.add(actor, `${body.kind}.restore`, body.id);
      });
      void reply.code(204);
      return null;
    },
  );
  app.delete(
    '/bin',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Remove for good all that is in the waste bin',
        response: withErrors({ 200: z.object({ removed: z.int() }) }),
      },
    },
    async ({ actor }) => {
      const removed = await store.emptyBin();
      await store.audit.add(actor, 'bin.empty', 'bin', { removed });
      return { removed };
    },
  );
}

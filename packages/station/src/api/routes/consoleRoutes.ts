import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import fastifyStatic from '@fastify/static';
import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Station } from '../../Station.ts';
import { stationFile } from '../../stationFile.ts';
import { productOf } from '../lookup.ts';
import { idSchema } from '../schemas.ts';
import { withFile } from '../withErrors.ts';
import type { StationApp } from '../StationApp.ts';

/** Where the build puts the console. */
const folder = stationFile('web');

/** The console's page and what belongs to it. */
export async function addConsole(app: StationApp): Promise<void> {
  if (!existsSync(folder)) return;
  await app.register(fastifyStatic, { root: folder, schemaHide: true });
}

/** The evaluation report: a page of its own, which may not reach into the console. */
export function addReportRoute(app: StationApp, { store }: Station): void {
  app.get(
    '/products/:product/report',
    {
      config: { scope: 'inspect' },
      helmet: {
        contentSecurityPolicy: {
          useDefaults: false,
          directives: {
            defaultSrc: ["'none'"],
            imgSrc: ['data:'],
            styleSrc: ["'unsafe-inline'"],
            // The page allows its own script by hash; nothing else is in it.
            scriptSrc: ["'unsafe-inline'"],
            sandbox: ['allow-scripts', 'allow-modals'],
            frameAncestors: ["'self'"],
          },
        },
      },
      schema: {
        tags: ['products'],
        summary: 'The latest evaluation report, a page',
        params: z.strictObject({ product: idSchema }),
        response: withFile('text/html'),
      },
    },
    async (request, reply) => {
      const { id } = await productOf(store, request.params.product);
      const page = await open(store.reportPath(id)).catch((cause: unknown) => {
        throw new NominalError('NOT_FOUND', {
          reason: 'noReport',
          what: 'the product has no report yet',
          remedy: 'Have one made',
          cause,
        });
      });
      return reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(page.createReadStream());
    },
  );
}

import { z } from 'zod';
import { blamesInput, NominalError, plainError } from 'nominal-vision/internal/errors';
import type { InUse, KeptImage } from '../../inspect/InspectionDesk.ts';
import { inspectionView } from '../../inspect/inspectionView.ts';
import { modelInUse } from '../../inspect/modelInUse.ts';
import { receiveImages } from '../../receive/receiveImages.ts';
import type { Station } from '../../Station.ts';
import type { Product } from '../../store/index.ts';
import { acceptImages, imageTypes } from '../acceptImages.ts';
import { productOf } from '../lookup.ts';
import { idSchema, inspectResultSchema, jobSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { jobView } from '../views.ts';
import { withErrors } from '../withErrors.ts';

const querystring = z.strictObject({
  product: idSchema,
  wait: z
    .enum(['true', 'false'])
    .default('true')
    .describe('Whether to answer with the decisions, or at once with a job'),
  name: z.string().min(1).max(200).optional().describe('Name of an image sent as the body itself'),
});

/** Inspection. */
export function addInspectRoutes(app: StationApp, station: Station): void {
  acceptImages(app, station, (scope) => {
    scope.post(
      '/inspect',
      {
        config: { scope: 'inspect' },
        schema: {
          tags: ['inspect'],
          summary: 'Inspect one or many images',
          description:
            'Images come as files of a multipart form, as one raw body, or as base64 in JSON. An image that cannot be read is among the failures and does not stop the others; where it is the only one, its error is the answer.',
          consumes: imageTypes,
          querystring,
          response: withErrors({ 200: inspectResultSchema, 202: jobSchema }),
        },
      },
      async (request, reply) => {
        const { product: id, wait, name } = request.query;
        const product = await productOf(station.store, id);
        const model = await modelInUse(product, station.store);
        // While they wait to be inspected nothing holds their bytes.
        const images = await receiveImages(
          station,
          request,
          (received) => Promise.all(received.map((image) => station.desk.keepReceived(image))),
          name,
        ).catch(async (error: unknown) => {
          await refuse(station, product, { name: name ?? 'image', error });
          throw error;
        });
        if (wait === 'true') return inspectAll(station, { product, model }, images);
        const job = await station.jobs.enqueue('inspect', product, request.actor, images);
        void reply.code(202);
        return jobView(job);
      },
    );
  });
}

/** Whoever sends an image hears that it was not inspected; whoever stands at the line sees it. */
async function refuse(
  { desk }: Station,
  product: Product,
  { name, error }: { readonly name: string; readonly error: unknown },
): Promise<void> {
  const { code } = plainError(error);
  if (blamesInput(code) && code !== 'REQUEST_INVALID')
    await desk.refuse(product, { source: 'http', name, error });
}

async function inspectAll(
  station: Station,
  inUse: InUse,
  images: readonly KeptImage[],
): Promise<z.output<typeof inspectResultSchema>> {
  const outcomes = await Promise.allSettled(
    images.map((image) => station.desk.inspectStored(inUse, image, 'http')),
  );
  const failed = outcomes.flatMap((outcome, i) =>
    outcome.status === 'rejected'
      ? [{ name: images[i].name, reason: outcome.reason as unknown }]
      : [],
  );
  for (const { name, reason } of failed)
    await refuse(station, inUse.product, { name, error: reason });
  const [first] = failed;
  if (images.length === 1 && failed.length === 1 && first.reason instanceof NominalError)
    throw first.reason;
  return {
    inspections: outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [inspectionView(outcome.value)] : [],
    ),
    failures: failed.map(({ name, reason }) => ({ name, ...plainError(reason) })),
  };
}

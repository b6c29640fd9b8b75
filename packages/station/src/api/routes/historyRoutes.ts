import { Readable } from 'node:stream';
import { z } from 'zod';
import { readImageHeader, shownSize } from 'nominal-vision/internal/image';
import { csvLine } from 'nominal-vision/internal/files';
import { inspectionView } from '../../inspect/inspectionView.ts';
import {
  type InspectionFilter,
  type InspectionRecord,
  inspectionSchema,
  type Store,
  type Tables,
} from '../../store/index.ts';
import { pictureOf } from '../../pictures/pictureOf.ts';
import { renderMap } from '../../render/renderMap.ts';
import type { Station } from '../../Station.ts';
import { streamEvents } from '../../answers/eventStream.ts';
import { untilClosed } from '../untilClosed.ts';
import { absent, inspectionOf, productOf } from '../lookup.ts';
import {
  countsSchema,
  historyOrderSchema,
  historyQuerySchema,
  idSchema,
  imageSizeSchema,
  inspectionIdSchema,
  limitSchema,
  reviewBodySchema,
  reviewsBodySchema,
  sha256Schema,
  statisticsSchema,
} from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors, withFile } from '../withErrors.ts';

const params = z.strictObject({ inspection: inspectionIdSchema });
const tags = ['history'];

/** Rows read at a time while exporting. */
const EXPORT_PAGE = 500;

/** Memory to draw a map, which is made on at most 1024 x 1024 pixels. */
const MAP_BYTES = 24 * 2 ** 20;

/** What is fetched by a hash never changes. */
const IMMUTABLE = 'private, max-age=31536000, immutable';

/** Every decision: to be looked at, reviewed and taken away. */
export function addHistoryRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  app.get(
    '/inspections',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Decisions, by default the newest first',
        querystring: historyQuerySchema.extend({
          order: historyOrderSchema,
          before: inspectionIdSchema.optional().describe('Id at which the last page ended'),
          limit: limitSchema.default(50),
        }),
        response: withErrors({
          200: z.object({
            inspections: z.array(inspectionSchema),
            next: z.int().nullable().describe('What to give as "before" for the next page'),
          }),
        }),
      },
    },
    async (request) => {
      const { before, limit, order, ...query } = request.query;
      const part = { before, order };
      const found = await store.inspections.list(filterOf(query), limit + 1, part);
      const inspections = found.slice(0, limit).map(inspectionView);
      return { inspections, next: found.length > limit ? (inspections.at(-1)?.id ?? null) : null };
    },
  );
  app.get(
    '/inspections/counts',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'How many decisions a filter finds, by verdict and by kind of defect',
        querystring: historyQuerySchema,
        response: withErrors({ 200: countsSchema }),
      },
    },
    (request) => store.inspections.counts(filterOf(request.query)),
  );
  app.get(
    '/inspections/export',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'All decisions of a filter as CSV or JSON lines',
        querystring: historyQuerySchema.extend({ format: z.enum(['csv', 'jsonl']) }),
        response: withFile('text/csv', 'application/jsonl'),
      },
    },
    (request, reply) => {
      const { format, ...query } = request.query;
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl')
        .header('content-disposition', `attachment; filename="inspections.${format}"`)
        .send(Readable.from(exportLines(store, filterOf(query), format)));
    },
  );
  app.get(
    '/inspections/:inspection',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'One decision',
        params,
        response: withErrors({ 200: inspectionSchema }),
      },
    },
    async (request) => inspectionView(await inspectionOf(store, request.params.inspection)),
  );
  app.get(
    '/inspections/:inspection/map.png',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'The anomaly map of a decision, clear where nothing was inspected',
        params,
        response: withFile('image/png'),
      },
    },
    async (request, reply) => {
      const { id, details } = await inspectionOf(store, request.params.inspection);
      const scores = (await store.inspections.patchScores(id)) ?? absent('map', String(id));
      return reply
        .type('image/png')
        .header('cache-control', IMMUTABLE)
        .send(
          await station.pictureMemory.use(
            MAP_BYTES,
            () => renderMap(scores, details),
            untilClosed(reply),
          ),
        );
    },
  );
  addReview(app, station);
  addImages(app, station);
  addLive(app, station);
}

function addReview(app: StationApp, { store }: Station): void {
  app.put(
    '/inspections/:inspection/review',
    {
      config: { scope: 'review' },
      schema: {
        tags,
        summary: 'Say whether a decision is right',
        params,
        body: reviewBodySchema,
        response: withErrors({ 200: inspectionSchema }),
      },
    },
    ({ params: { inspection }, body, actor }) =>
      store.transaction((tables) => review(inspection, body, actor, tables)),
  );
  app.put(
    '/inspections/reviews',
    {
      config: { scope: 'review' },
      schema: {
        tags,
        summary: 'Say of many decisions at once whether they are right',
        body: reviewsBodySchema,
        response: withErrors({ 200: z.object({ inspections: z.array(inspectionSchema) }) }),
      },
    },
    ({ body: { reviews }, actor }) =>
      store.transaction(async (tables) => {
        const inspections: InspectionRecord[] = [];
        for (const { inspection, ...body } of reviews)
          inspections.push(await review(inspection, body, actor, tables));
        return { inspections };
      }),
  );
}

/** Keeps a person's review. @returns the decision with it. @throws NominalError `NOT_FOUND`. */
async function review(
  inspection: number,
  body: z.output<typeof reviewBodySchema>,
  actor: string,
  tables: Tables,
): Promise<InspectionRecord> {
  const { inspections, products, audit } = tables;
  const record = await inspectionOf(tables, inspection);
  const { id, productId, sha256, name } = record;
  const { review, comment = record.comment, addToTraining } = body;
  const opinion = {
    review,
    comment: comment === '' ? null : comment,
    tags: body.tags ?? record.tags,
  };
  await inspections.review(id, opinion, actor);
  if (review === 'falseReject' && addToTraining)
    await products.addImage(productId, { sha256, name, origin: 'review' });
  else {
    // A review removes only images that a review has added.
    const image = await products.image(productId, sha256);
    if (image?.origin === 'review') await products.removeImage(productId, sha256);
  }
  await audit.add(actor, 'inspection.review', String(id), { review, tags: opinion.tags });
  return inspectionView(await inspectionOf(tables, id));
}

function addImages(app: StationApp, station: Station): void {
  const { store } = station;
  app.get(
    '/images/:sha256',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'An image as a JPEG, reduced to a longest side',
        params: z.strictObject({ sha256: sha256Schema }),
        querystring: z.strictObject({
          side: z.coerce.number().int().min(16).max(4096).default(1024),
        }),
        response: withFile('image/jpeg'),
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params;
      if ((await store.images.get(sha256)) === null) absent('image', sha256);
      return reply
        .type('image/jpeg')
        .header('cache-control', IMMUTABLE)
        .send(await pictureOf(station, sha256, request.query.side, untilClosed(reply)));
    },
  );
  app.get(
    '/images/:sha256/size',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Height and width of an image, as it is shown',
        params: z.strictObject({ sha256: sha256Schema }),
        response: withErrors({ 200: imageSizeSchema }),
      },
    },
    async ({ params: { sha256 } }, reply) => {
      const { bytes, mediaType } = (await store.images.get(sha256)) ?? absent('image', sha256);
      const { height, width } = shownSize(await readImageHeader(store.images.path(sha256)));
      void reply.header('cache-control', IMMUTABLE);
      return { height, width, bytes, mediaType };
    },
  );
}

function addLive(app: StationApp, station: Station): void {
  const { store, monitors, desk } = station;
  app.get(
    '/products/:product/statistics',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'What happened lately: counts by minute, latency, drift, rejects',
        params: z.strictObject({ product: idSchema }),
        querystring: z.strictObject({
          minutes: z.coerce.number().int().min(1).max(1440).default(60),
        }),
        response: withErrors({ 200: statisticsSchema }),
      },
    },
    async (request) => {
      const { inspections } = store;
      const { id: productId } = await productOf(store, request.params.product);
      const from = new Date(Date.now() - request.query.minutes * 60_000).toISOString();
      const times = (await inspections.list({ productId }, 200))
        .map(({ details }) => details.timing.totalMs)
        .sort((a, b) => a - b);
      const process = await monitors.reading(productId);
      const quantile = (share: number) => times.at(Math.ceil(share * times.length) - 1) ?? null;
      const anomalous = { productId, verdict: 'anomalous' } as const;
      return {
        perMinute: await inspections.perMinute(productId, from),
        inspections: await inspections.count({ productId }),
        anomalous: await inspections.count(anomalous),
        unreviewedAnomalous: await inspections.count({ ...anomalous, review: 'none' }),
        queueDepth: desk.depth,
        medianMs: times.length === 0 ? null : quantile(0.5),
        p99Ms: times.length === 0 ? null : quantile(0.99),
        drift: process?.drift ?? null,
        rejects: process?.rejects ?? null,
        cause: process?.cause ?? null,
      };
    },
  );
  app.get(
    '/events',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Decisions as they are made, as server-sent events named "inspection"',
        querystring: z.strictObject({ product: idSchema.optional() }),
        response: withFile('text/event-stream'),
      },
    },
    (request, reply) => {
      const { product } = request.query;
      streamEvents(reply, station, (stream) =>
        station.watch((record) => {
          if (product === undefined || record.productId === product)
            stream.send('inspection', inspectionView(record));
        }),
      );
    },
  );
}

function filterOf(query: z.output<typeof historyQuerySchema>): InspectionFilter {
  const { product, model, ...rest } = query;
  return { ...rest, productId: product, modelId: model };
}

const CSV_HEADER = csvLine([
  'id',
  'createdAt',
  'product',
  'model',
  'name',
  'source',
  'verdict',
  'imageScore',
  'threshold',
  'pValue',
  'regions',
  'review',
  'comment',
  'reviewedBy',
  'sha256',
  'part',
  'tags',
]);

async function* exportLines(
  store: Store,
  filter: InspectionFilter,
  format: 'csv' | 'jsonl',
): AsyncGenerator<string> {
  if (format === 'csv') yield CSV_HEADER;
  let before: number | undefined;
  for (;;) {
    const page = await store.inspections.list(filter, EXPORT_PAGE, { before });
    if (page.length === 0) return;
    yield page
      .map(inspectionView)
      .map(format === 'csv' ? csvRow : jsonLine)
      .join('');
    before = page.at(-1)?.id;
  }
}

function jsonLine(record: InspectionRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function csvRow(record: InspectionRecord): string {
  return csvLine([
    record.id,
    record.createdAt,
    record.productId,
    record.modelId,
    record.name,
    record.source,
    record.verdict,
    record.imageScore,
    record.threshold,
    record.pValue,
    record.details.regions.length,
    record.review,
    record.comment,
    record.reviewedBy,
    record.sha256,
    record.part,
    record.tags.join('; '),
  ]);
}

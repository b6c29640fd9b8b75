import { z } from 'zod';
import { lineAlarmsSchema, stationAlarmsSchema } from '../../alarms/settings.ts';
import type { Station } from '../../Station.ts';
import { absent, productOf } from '../lookup.ts';
import { alarmSchema, idSchema, inspectionIdSchema, limitSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors } from '../withErrors.ts';

const tags = ['alarms'];
const params = z.strictObject({ product: idSchema });

/** Alarms: what stands, what stood, and when one is raised. */
export function addAlarmRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  app.get(
    '/alarms',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Alarms, newest first',
        querystring: z.strictObject({
          product: idSchema.optional().describe('Its alarms, and those of the station itself'),
          open: z
            .enum(['true', 'false'])
            .default('false')
            .describe('Only those that stand, or that nobody has acknowledged'),
          limit: limitSchema.default(50),
        }),
        response: withErrors({ 200: z.array(alarmSchema) }),
      },
    },
    ({ query: { product, open, limit } }) =>
      store.alarms.list({ productId: product, open: open === 'true', limit }),
  );
  app.post(
    '/alarms/:alarm/acknowledge',
    {
      config: { scope: 'review' },
      schema: {
        tags,
        summary: 'Acknowledge an alarm: a person has seen it',
        params: z.strictObject({ alarm: inspectionIdSchema }),
        response: withErrors({ 200: alarmSchema }),
      },
    },
    ({ params: { alarm: id }, actor }) =>
      store.transaction(async ({ alarms, audit }) => {
        const known = (await alarms.get(id)) ?? absent('alarm', String(id));
        if (known.acknowledgedAt !== null) return known;
        await alarms.acknowledge(id, actor);
        await audit.add(actor, 'alarm.acknowledge', String(id), { kind: known.kind });
        return (await alarms.get(id)) ?? absent('alarm', String(id));
      }),
  );
  addLineSettings(app, station);
  addStationSettings(app, station);
}

function addLineSettings(app: StationApp, { store, alarms }: Station): void {
  app.get(
    '/products/:product/alarms',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'When alarms of a product are raised',
        params,
        response: withErrors({ 200: lineAlarmsSchema }),
      },
    },
    async (request) => alarms.lineSettings((await productOf(store, request.params.product)).id),
  );
  app.put(
    '/products/:product/alarms',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Set when alarms of a product are raised, from now on',
        params,
        body: lineAlarmsSchema,
        response: withErrors({ 200: lineAlarmsSchema }),
      },
    },
    async ({ params: { product }, body, actor }) => {
      await store.transaction(async (tables) => {
        const { id } = await productOf(tables, product);
        await tables.alarms.set(id, body);
        await tables.audit.add(actor, 'product.setAlarms', id, body);
      });
      await alarms.readSettings();
      return body;
    },
  );
}

function addStationSettings(app: StationApp, { store, alarms }: Station): void {
  app.get(
    '/alarms/settings',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'When alarms of the station itself are raised',
        response: withErrors({ 200: stationAlarmsSchema }),
      },
    },
    () => alarms.stationSettings,
  );
  app.put(
    '/alarms/settings',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Set when alarms of the station itself are raised, from now on',
        body: stationAlarmsSchema,
        response: withErrors({ 200: stationAlarmsSchema }),
      },
    },
    async ({ body, actor }) => {
      await store.transaction(async (tables) => {
        await tables.alarms.set(null, body);
        await tables.audit.add(actor, 'station.setAlarms', '', body);
      });
      await alarms.readSettings();
      return body;
    },
  );
}

import { z } from 'zod';
import type { Product } from '../../store/index.ts';
import type { Station } from '../../Station.ts';
import { productOf } from '../lookup.ts';
import { shiftTimesSchema } from '../../shifts/shiftTimes.ts';
import { idSchema, shiftSchema, shiftSettingsSchema } from '../schemas.ts';
import type { StationApp } from '../StationApp.ts';
import { withErrors } from '../withErrors.ts';

const params = z.strictObject({ product: idSchema });
const tags = ['history'];

/** A last decision that is older is no news, where no alarm says when an image is due. */
const STALE_AFTER_S = 60;

/** Counters of the shift, and whether what an operator sees is news. */
export function addShiftRoutes(app: StationApp, station: Station): void {
  const { store } = station;
  app.get(
    '/products/:product/shift',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'Counters of the shift, and whether the station can inspect',
        params,
        response: withErrors({ 200: shiftSchema }),
      },
    },
    async (request) => shiftView(station, await productOf(store, request.params.product)),
  );
  app.post(
    '/products/:product/shift',
    {
      config: { scope: 'review' },
      schema: {
        tags,
        summary: 'Begin a shift: set the counters back to nothing',
        params,
        response: withErrors({ 200: shiftSchema }),
      },
    },
    async ({ params: { product: id }, actor }) => {
      const product = await store.transaction(async (tables) => {
        const known = await productOf(tables, id);
        const before = await tables.shifts.get(id);
        await tables.shifts.reset(id);
        await tables.audit.add(actor, 'product.resetShift', id, before ?? {});
        return known;
      });
      return shiftView(station, product);
    },
  );
  app.get(
    '/shifts/settings',
    {
      config: { scope: 'inspect' },
      schema: {
        tags,
        summary: 'When shifts begin by themselves',
        response: withErrors({ 200: shiftSettingsSchema }),
      },
    },
    () => settingsView(station),
  );
  app.put(
    '/shifts/settings',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'Set when shifts begin by themselves; no times: a person begins them',
        body: shiftTimesSchema,
        response: withErrors({ 200: shiftSettingsSchema }),
      },
    },
    async ({ body: { times }, actor }) => {
      await station.shifts.setTimes(times, actor);
      return settingsView(station);
    },
  );
}

function settingsView({ shifts }: Station): z.output<typeof shiftSettingsSchema> {
  return { times: [...shifts.times], timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

async function shiftView(
  { store, shifts, alarms, problem }: Station,
  { id }: Product,
): Promise<z.output<typeof shiftSchema>> {
  const counted = (await shifts.get(id)) ?? { since: null, nominal: 0, anomalous: 0, refused: 0 };
  const staleAfterS = alarms.lineSettings(id).noImageS ?? STALE_AFTER_S;
  const lastRefused = await store.refusals.last(id);
  return { ...counted, lastRefused, now: new Date().toISOString(), problem, staleAfterS };
}

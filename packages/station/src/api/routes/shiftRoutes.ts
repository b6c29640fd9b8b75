import { z } from 'zod';
import type { Product } from '../../store/index.ts';
import type { Station } from '../../Station.ts';
import { productOf } from '../lookup.ts';
import { idSchema, shiftSchema } from '../schemas.ts';
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
}

async function shiftView(
  { store, alarms, problem }: Station,
  { id }: Product,
): Promise<z.output<typeof shiftSchema>> {
  const { since = null, nominal = 0, anomalous = 0 } = (await store.shifts.get(id)) ?? {};
  const staleAfterS = alarms.lineSettings(id).noImageS ?? STALE_AFTER_S;
  return { since, nominal, anomalous, now: new Date().toISOString(), problem, staleAfterS };
}

import { workerAdvertSchema, type WorkerAdvert } from '../protocol/workerAdvert.ts';
import type { Fleet } from './Fleet.ts';

/** The adverts of all workers that live, by their names. Those of another protocol are left out. */
export async function readAdverts(fleet: Fleet): Promise<WorkerAdvert[]> {
  const bucket = await fleet.bucket(fleet.names.workers);
  const adverts: WorkerAdvert[] = [];
  for await (const key of await bucket.keys()) {
    const entry = await bucket.get(key);
    if (entry?.operation !== 'PUT') continue;
    const advert = workerAdvertSchema.safeParse(entry.json<unknown>());
    if (advert.success) adverts.push(advert.data);
  }
  return adverts.sort((a, b) => a.worker.localeCompare(b.worker));
}

import { NominalError } from 'nominal-vision/internal/errors';
import type { InspectionRecord, Job, Product, StoredModel, Tables } from '../store/index.ts';

/** @throws NominalError `NOT_FOUND`. */
export async function productOf(store: Tables, id: string): Promise<Product> {
  return (await store.products.get(id)) ?? absent('product', id);
}

/** @throws NominalError `NOT_FOUND`. */
export async function modelOf(store: Tables, id: string): Promise<StoredModel> {
  return (await store.models.get(id)) ?? absent('model', id);
}

/** @throws NominalError `NOT_FOUND`. */
export async function inspectionOf(store: Tables, id: number): Promise<InspectionRecord> {
  return (await store.inspections.get(id)) ?? absent('inspection', String(id));
}

/** @throws NominalError `NOT_FOUND`. */
export async function jobOf(store: Tables, id: string): Promise<Job> {
  return (await store.jobs.get(id)) ?? absent('job', id);
}

/** @throws NominalError `NOT_FOUND`. */
export function absent(what: string, id: string): never {
  throw new NominalError('NOT_FOUND', { reason: 'notThere', what: `there is no ${what} ${id}` });
}

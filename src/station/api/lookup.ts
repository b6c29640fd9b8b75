import { NominalError } from '../../errors/index.ts';
import type { InspectionRecord, Job, Product, Store, StoredModel } from '../../store/index.ts';

/** @throws NominalError `NOT_FOUND`. */
export function productOf(store: Store, id: string): Product {
  return store.products.get(id) ?? absent('product', id);
}

/** @throws NominalError `NOT_FOUND`. */
export function modelOf(store: Store, id: string): StoredModel {
  return store.models.get(id) ?? absent('model', id);
}

/** @throws NominalError `NOT_FOUND`. */
export function inspectionOf(store: Store, id: number): InspectionRecord {
  return store.inspections.get(id) ?? absent('inspection', String(id));
}

/** @throws NominalError `NOT_FOUND`. */
export function jobOf(store: Store, id: string): Job {
  return store.jobs.get(id) ?? absent('job', id);
}

/** @throws NominalError `NOT_FOUND`. */
export function absent(what: string, id: string): never {
  throw new NominalError('NOT_FOUND', { what: `there is no ${what} ${id}` });
}

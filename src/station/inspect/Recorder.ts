import type { InspectionRecord, NewInspection, Store } from '../../store/index.ts';

interface Entry {
  readonly inspection: NewInspection;
  readonly resolve: (record: InspectionRecord) => void;
  readonly reject: (error: unknown) => void;
}

/** Decisions dropped beyond the number kept are looked for once in so many. */
const PRUNE_EVERY = 500;

/**
 * Keeps decisions in the database, those of one moment in one commit: each commit waits for the
 * disk. What sinks are to be told is kept in the same commit.
 */
export class Recorder {
  readonly #store: Store;
  readonly #keep: number | undefined;
  readonly #announce: (record: InspectionRecord) => void;
  #entries: Entry[] = [];
  #sincePrune = 0;

  /** @param announce called for each record within its commit. */
  constructor(
    store: Store,
    keepInspections: number | undefined,
    announce: (record: InspectionRecord) => void,
  ) {
    this.#store = store;
    this.#keep = keepInspections;
    this.#announce = announce;
  }

  /** The record, once it is safe on the disk. */
  add(inspection: NewInspection): Promise<InspectionRecord> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ inspection, resolve, reject });
      if (this.#entries.length === 1) setImmediate(() => this.#commit());
    });
  }

  #commit(): void {
    const entries = this.#entries;
    this.#entries = [];
    try {
      const records = this.#store.transaction(() => {
        const kept = this.#store.inspections.add(entries.map(({ inspection }) => inspection));
        for (const record of kept) this.#announce(record);
        return kept;
      });
      for (const [i, record] of records.entries()) entries[i].resolve(record);
      this.#prune(records);
    } catch (error) {
      for (const { reject } of entries) reject(error);
    }
  }

  #prune(records: readonly InspectionRecord[]): void {
    this.#sincePrune += records.length;
    if (this.#keep === undefined || this.#sincePrune < PRUNE_EVERY) return;
    this.#sincePrune = 0;
    for (const product of new Set(records.map(({ productId }) => productId)))
      this.#store.inspections.prune(product, this.#keep);
  }
}

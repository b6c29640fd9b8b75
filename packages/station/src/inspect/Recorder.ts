import { setTimeout as delay } from 'node:timers/promises';
import { NominalError } from 'nominal-vision/internal/errors';
import type { InspectionRecord, LineStamps, NewInspection, Store, Tables } from '../store/index.ts';

interface Entry {
  readonly inspection: NewInspection;
  readonly resolve: (record: InspectionRecord) => void;
  readonly reject: (error: unknown) => void;
}

/** What happens in addition to keeping a decision. */
export interface RecorderOptions {
  /** Writes what belongs to a record into its commit. */
  readonly withinCommit: (record: InspectionRecord, tables: Tables) => Promise<void>;
  /** Told of each record that is safe on the disk, in the order of their ids. */
  readonly afterCommit: (record: InspectionRecord) => void;
}

/** Stamps of this time are kept in one commit: none comes between a verdict and its being told. */
const STAMPS_MS = 500;

/**
 * Keeps decisions in the database. Each commit waits for the disk, so those that come during one
 * share the next.
 */
export class Recorder {
  readonly #store: Store;
  readonly #options: RecorderOptions;
  #entries: Entry[] = [];
  #committing = false;
  #stamps = new Map<number, LineStamps>();
  /** Ends once those are kept. */
  #stamping: Promise<void> | null = null;

  constructor(store: Store, options: RecorderOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The record, once it is safe on the disk. */
  add(inspection: NewInspection): Promise<InspectionRecord> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ inspection, resolve, reject });
      if (!this.#committing) this.#commitAll().catch(reject);
    });
  }

  /** Keeps when a decision was told, or that it was late; not at once, so that it delays no verdict. */
  stamp(id: number, stamps: LineStamps): Promise<void> {
    this.#stamps.set(id, stamps);
    this.#stamping ??= delay(STAMPS_MS).then(() => {
      const due = this.#stamps;
      this.#stamps = new Map();
      this.#stamping = null;
      return this.#store.inspections.stamp(due);
    });
    return this.#stamping;
  }

  async #commitAll(): Promise<void> {
    this.#committing = true;
    while (this.#entries.length > 0) {
      // Those of one moment come together.
      await new Promise((resolve) => setImmediate(resolve));
      const entries = this.#entries;
      this.#entries = [];
      await this.#commitOrDivide(entries);
    }
    this.#committing = false;
  }

  /**
   * If a group is refused, each decision is kept by itself, so that one fails only for its own fault.
   */
  async #commitOrDivide(entries: readonly Entry[]): Promise<void> {
    let records: readonly InspectionRecord[];
    try {
      records = await this.#commit(entries);
    } catch (error) {
      if (entries.length > 1 && !isUnavailable(error)) {
        for (const entry of entries) await this.#commitOrDivide([entry]);
      } else {
        for (const { reject } of entries) reject(error);
      }
      return;
    }
    for (const [i, record] of records.entries()) {
      // A decision that is on the disk is reported as kept, even if a listener fails.
      entries[i].resolve(record);
      this.#options.afterCommit(record);
    }
  }

  #commit(entries: readonly Entry[]): Promise<readonly InspectionRecord[]> {
    return this.#store.transaction(async (tables) => {
      const kept = await tables.inspections.add(entries.map(({ inspection }) => inspection));
      for (const record of kept) await this.#options.withinCommit(record, tables);
      return kept;
    });
  }
}

/** A database that does not answer refuses no decision of its own. */
function isUnavailable(error: unknown): boolean {
  return error instanceof NominalError && error.code === 'STORE_UNAVAILABLE';
}

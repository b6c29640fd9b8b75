import { type ErrorCode, plainError } from 'nominal-vision/internal/errors';
import type { Verdict } from 'nominal-vision/internal/decision';
import type { Product, Refusal, Shift, Store, Tables } from '../store/index.ts';
import { lastShiftStart, shiftTimesSchema } from './shiftTimes.ts';

/** Something that came and was not inspected. */
export interface NotInspected {
  readonly source: string;
  readonly name: string;
  readonly error: unknown;
}

/** Errors with which a decision is kept all the same. */
const DECIDED: ReadonlySet<ErrorCode> = new Set(['DEADLINE_MISSED']);

/** Told what was not inspected of a product, within the commit that keeps it. */
type RefusalListener = (refusal: Refusal, productId: string, tables: Tables) => Promise<void>;

/** Counters of each product's shift: they begin again at the times that are set, and when a person says so. */
export class Shifts {
  readonly #store: Store;
  readonly #withinRefusal: RefusalListener;
  readonly #now: () => Date;
  #times: readonly string[] = [];

  /** @param withinRefusal writes what belongs to a refusal into its commit. */
  constructor(
    store: Store,
    withinRefusal: RefusalListener = () => Promise.resolve(),
    now: () => Date = () => new Date(),
  ) {
    this.#store = store;
    this.#withinRefusal = withinRefusal;
    this.#now = now;
  }

  /** When shifts begin. */
  get times(): readonly string[] {
    return this.#times;
  }

  /** Reads what was set. */
  async open(): Promise<void> {
    const parsed = shiftTimesSchema.safeParse(await this.#store.settings.get('shifts'));
    this.#times = parsed.success ? parsed.data.times : [];
  }

  async setTimes(times: readonly string[], actor: string): Promise<void> {
    const sorted = [...new Set(times)].sort();
    await this.#store.transaction(async ({ settings, audit }) => {
      await settings.set('shifts', { times: sorted });
      await audit.add(actor, 'station.setShifts', '', { times: sorted });
    });
    this.#times = sorted;
  }

  /** Counts a decision; within the commit that keeps it. */
  async count(productId: string, verdict: Verdict, tables: Tables): Promise<void> {
    await this.#begin(productId, tables);
    await tables.shifts.count(productId, verdict);
  }

  /** Keeps and counts that an image, or a part, was not inspected. */
  async refuse({ id }: Pick<Product, 'id'>, { source, name, error }: NotInspected): Promise<void> {
    const { code, message } = plainError(error);
    if (DECIDED.has(code)) return;
    await this.#store.transaction(async (tables) => {
      // The product may be gone.
      if ((await tables.products.get(id)) === null) return;
      await this.#begin(id, tables);
      await tables.shifts.count(id, 'refused');
      const refusal = await tables.refusals.add(id, { source, name, code, message });
      await this.#withinRefusal(refusal, id, tables);
    });
  }

  /** The counters now; null before the first decision. */
  get(productId: string): Promise<Shift | null> {
    if (this.#times.length === 0) return this.#store.shifts.get(productId);
    return this.#store.transaction(async (tables) => {
      await this.#begin(productId, tables);
      return tables.shifts.get(productId);
    });
  }

  /** Begins another shift if its time has come; the audit log keeps what was counted in the one before. */
  async #begin(productId: string, { shifts, audit }: Tables): Promise<void> {
    const start = lastShiftStart(this.#times, this.#now())?.toISOString();
    if (start === undefined) return;
    const before = await shifts.get(productId);
    if (before === null || before.since >= start) return;
    await shifts.reset(productId, start);
    await audit.add('station', 'product.resetShift', productId, before);
  }
}

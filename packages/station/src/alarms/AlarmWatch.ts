import { statfs } from 'node:fs/promises';
import { isJudgedAgain } from '../inspect/judgedAgain.ts';
import type { ProcessMonitors } from '../metrics/ProcessMonitors.ts';
import type { Report } from '../Report.ts';
import {
  type Alarm,
  type InspectionRecord,
  isStoreFailure,
  type Product,
  type Store,
  type Tables,
} from '../store/index.ts';
import { alarmMessage } from './alarmMessage.ts';
import { type Condition, lineConditions, stationConditions } from './conditions.ts';
import { LineCounts } from './LineCounts.ts';
import {
  type AlarmKind,
  type LineAlarms,
  lineAlarmsSchema,
  type StationAlarms,
  stationAlarmsSchema,
} from './settings.ts';

/** What alarms are raised by and told to. */
export interface AlarmParts {
  readonly store: Store;
  readonly monitors: ProcessMonitors;
  /** What holds where nothing was set in the console. */
  readonly defaults: { readonly line: LineAlarms; readonly station: StationAlarms };
  readonly queueLength: () => number;
  /** Puts news of an alarm on its way; within the commit that keeps it. */
  readonly send: (message: object, tables: Tables) => Promise<void>;
  /** Told of each alarm that begins, with its product's name; empty for the station's own. */
  readonly onRaised: (kind: AlarmKind, productName: string) => void;
  readonly report: Report;
}

/** Time between two looks at what changes without a decision. */
const LOOK_MS = 1000;
/** Longest run of rejects, and longest time in minutes, that settings may look at. */
const MAX_RUN = 100;
const MAX_MINUTES = 240;
const MIB = 2 ** 20;

/**
 * Raises and ends alarms. Alarms are kept, and news of them wait in the outbox, in one commit: each begins
 * once and ends once, whatever is restarted meanwhile.
 */
export class AlarmWatch {
  readonly #parts: AlarmParts;
  readonly #lines = new Map<string, LineCounts>();
  /** By product and kind. */
  readonly #standing = new Map<string, Alarm>();
  #settings: ReadonlyMap<string | null, unknown> = new Map();
  #timer: NodeJS.Timeout | null = null;
  /** Ends with the work that was handed in last: all is done in order. */
  #last: Promise<void> = Promise.resolve();
  #isLookWaiting = false;

  constructor(parts: AlarmParts) {
    this.#parts = parts;
  }

  /** Takes up the alarms that stand and the latest decisions. */
  async start(): Promise<void> {
    const { store } = this.#parts;
    this.#settings = await store.alarms.settings();
    for (const alarm of await store.alarms.standing()) this.#standing.set(keyOf(alarm), alarm);
    for (const { id } of await store.products.list()) await this.#resume(id);
    this.#timer = setInterval(() => {
      if (this.#isLookWaiting) return;
      this.#isLookWaiting = true;
      this.#append(async () => {
        this.#isLookWaiting = false;
        await this.#look();
      });
    }, LOOK_MS);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#last;
  }

  /** Takes a decision that is kept into account. */
  add(record: InspectionRecord): void {
    if (isJudgedAgain(record)) return;
    this.#append(async () => {
      const { productId } = record;
      if (!this.#lines.has(productId)) await this.#resume(productId);
      this.#lines.get(productId)?.add(record);
      const product = await this.#parts.store.products.get(productId);
      if (product !== null) await this.#judgeLine(product);
    });
  }

  /** Those that stand. */
  get standing(): readonly Alarm[] {
    return [...this.#standing.values()];
  }

  lineSettings(productId: string): LineAlarms {
    const own = this.#settings.get(productId);
    return own === undefined ? this.#parts.defaults.line : lineAlarmsSchema.parse(own);
  }

  get stationSettings(): StationAlarms {
    const own = this.#settings.get(null);
    return own === undefined ? this.#parts.defaults.station : stationAlarmsSchema.parse(own);
  }

  /** Reads what was set again. */
  async readSettings(): Promise<void> {
    this.#settings = await this.#parts.store.alarms.settings();
  }

  /** One that fails keeps none after it from its turn. */
  #append(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch((error: unknown) => {
      // The next look finds what a database that failed could not keep.
      if (!isStoreFailure(error)) this.#parts.report('alarms cannot be judged', error);
    });
  }

  async #resume(productId: string): Promise<void> {
    const { inspections } = this.#parts.store;
    const newest = await inspections.list({ productId }, MAX_RUN);
    const known = newest.filter((record) => !isJudgedAgain(record));
    if (known.length === 0) return;
    const from = new Date(Date.now() - MAX_MINUTES * 60_000).toISOString();
    const minutes = await inspections.perMinute(productId, from);
    this.#lines.set(productId, new LineCounts(known, minutes));
  }

  async #look(): Promise<void> {
    const { store, queueLength } = this.#parts;
    const products = await store.products.list();
    const ids = new Set(products.map(({ id }) => id));
    for (const id of this.#lines.keys()) if (!ids.has(id)) this.#lines.delete(id);
    for (const [key, { productId }] of this.#standing)
      if (productId !== null && !ids.has(productId)) this.#standing.delete(key);
    for (const product of products) await this.#judgeLine(product);
    const { bavail, bsize } = await statfs(store.folder);
    const reading = { queueLength: queueLength(), freeDiskMib: (bavail * bsize) / MIB };
    await this.#follow(
      null,
      stationConditions(this.stationSettings, reading, this.#raisedOf(null)),
    );
  }

  async #judgeLine(product: Product): Promise<void> {
    const counts = this.#lines.get(product.id);
    if (counts === undefined) return;
    const settings = this.lineSettings(product.id);
    const isTested = settings.drift || settings.rejects;
    const reading = {
      ...counts.reading(Date.now(), settings.rejectedShare?.minutes ?? 1),
      process: isTested ? await this.#parts.monitors.reading(product.id) : null,
    };
    await this.#follow(product, lineConditions(settings, reading, this.#raisedOf(product.id)));
  }

  #raisedOf(productId: string | null): ReadonlySet<AlarmKind> {
    const own = this.standing.filter((alarm) => alarm.productId === productId);
    return new Set(own.map(({ kind }) => kind));
  }

  /** Keeps what has begun and what has ended. */
  async #follow(product: Product | null, conditions: readonly Condition[]): Promise<void> {
    const { store, send, onRaised } = this.#parts;
    const productId = product?.id ?? null;
    for (const { kind, stands, measured } of conditions) {
      const key = keyOf({ productId, kind });
      const known = this.#standing.get(key);
      if (stands === (known !== undefined)) continue;
      const alarm = await store.transaction(async (tables) => {
        const changed =
          known === undefined
            ? await tables.alarms.raise({ productId, kind, measured })
            : await tables.alarms.end(known.id);
        if (changed !== null) await send(alarmMessage(changed, product), tables);
        return changed;
      });
      if (alarm?.endedAt === null) {
        this.#standing.set(key, alarm);
        onRaised(kind, product?.name ?? '');
      } else this.#standing.delete(key);
    }
  }
}

function keyOf({ productId, kind }: Pick<Alarm, 'productId' | 'kind'>): string {
  return `${productId ?? ''} ${kind}`;
}

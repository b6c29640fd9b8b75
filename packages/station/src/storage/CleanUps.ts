import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { NominalError, plainError } from 'nominal-vision/internal/errors';
import type { Report } from '../Report.ts';
import { type Overdue, type Store, timeSchema } from '../store/index.ts';
import { keptBy, type Retention, retentionSchema } from './retention.ts';

/** Time between two clean-ups that nobody has asked for. */
const EVERY_MS = 3_600_000;
/** Where a number of decisions is kept, there is one after so many new ones, too. */
const EVERY_DECISIONS = 500;
/** Decisions of one commit: those of the line wait for it. */
const AT_ONCE = 100;
/** Decisions whose images are looked at for a preview; those of more are estimated by them. */
const PREVIEWED = 2000;
/** Clean-ups that are remembered. */
const REMEMBERED = 10;

const removedShape = {
  startedAt: timeSchema,
  by: z.string().nullable().describe('Who asked for it; null: the station itself'),
  decisions: z.int(),
  images: z.int(),
  bytes: z.int().describe('What the images took'),
};

/** A clean-up that has ended. */
export const cleanUpSchema = z.object({
  ...removedShape,
  endedAt: timeSchema,
  fromBin: z.int().describe('Things that had been in the waste bin for its time'),
  outcome: z.enum(['done', 'cancelled', 'failed']),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

/** A clean-up under way. */
export const cleanUpProgressSchema = z.object({
  ...removedShape,
  total: z.int().describe('Decisions that it will have removed'),
});

/** What a retention would remove if a clean-up began now. */
export const cleanUpPreviewSchema = z.object({
  decisions: z.int(),
  images: z.int(),
  bytes: z.int().describe('What the images take'),
  estimated: z
    .boolean()
    .describe('Whether images and bytes are estimated by those of the oldest decisions'),
});

export type CleanUp = Readonly<z.output<typeof cleanUpSchema>>;
export type CleanUpProgress = Readonly<z.output<typeof cleanUpProgressSchema>>;
export type CleanUpPreview = Readonly<z.output<typeof cleanUpPreviewSchema>>;

/** What clean-ups work with. */
export interface CleanUpParts {
  readonly store: Store;
  /** What holds where nothing was set in the console. */
  readonly configured: Retention;
  /** Told of each that has ended. */
  readonly onEnd: () => void;
  readonly report: Report;
}

/** A clean-up under way, and the way to end it. */
interface Running {
  readonly progress: z.output<typeof cleanUpProgressSchema>;
  readonly cancellation: AbortController;
  readonly end: Promise<void>;
}

/**
 * Removes decisions for which there is no room or time any more, with the images that nothing else refers
 * to. Each commit is a small one, so that the line does not wait; a clean-up that ends early leaves
 * nothing half-removed, and the next one goes on.
 */
export class CleanUps {
  readonly #parts: CleanUpParts;
  #own: Retention | null = null;
  #runs: readonly CleanUp[] = [];
  /** Images of decisions that were removed, whose own removal has failed. */
  #leftImages: readonly string[] = [];
  #running: Running | null = null;
  #timer: NodeJS.Timeout | null = null;
  #nextAt = new Date();
  #sinceLast = 0;
  #isClosed = false;

  constructor(parts: CleanUpParts) {
    this.#parts = parts;
  }

  /** What holds now. */
  get retention(): Retention {
    return this.#own ?? this.#parts.configured;
  }

  /** Whether it was set in the console, and not by the configuration. */
  get isOwn(): boolean {
    return this.#own !== null;
  }

  /** The one under way; null if there is none. */
  get running(): CleanUpProgress | null {
    return this.#running?.progress ?? null;
  }

  /** The latest that removed something, failed, or were asked for; the newest first. */
  get runs(): readonly CleanUp[] {
    return this.#runs;
  }

  /** When the next one begins at the latest. */
  get nextAt(): string {
    return this.#nextAt.toISOString();
  }

  /** Reads what was set, and begins the first clean-up. */
  async open(): Promise<void> {
    const { settings } = this.#parts.store;
    const own = retentionSchema.safeParse(await settings.get('retention'));
    this.#own = own.success ? own.data : null;
    const runs = z.array(cleanUpSchema).safeParse(await settings.get('cleanUps'));
    this.#runs = runs.success ? runs.data : [];
    this.#beginItself();
  }

  /** Ends the one under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#running?.cancellation.abort();
    await this.#running?.end;
  }

  /** Keeps another retention; the next clean-up goes by it. */
  async set(retention: Retention, actor: string): Promise<void> {
    await this.#parts.store.transaction(async ({ settings, audit }) => {
      await settings.set('retention', retention);
      await audit.add(actor, 'station.setRetention', '', retention);
    });
    this.#own = retention;
  }

  /** Counts a decision that is kept. */
  note(): void {
    this.#sinceLast++;
    if (this.#sinceLast < EVERY_DECISIONS || this.retention.keepInspections === null) return;
    if (this.#running === null) this.#beginItself();
  }

  /** Begins one. @throws NominalError `CONFLICT` if one is under way. */
  async begin(actor: string): Promise<void> {
    if (this.#running !== null)
      throw new NominalError('CONFLICT', {
        reason: 'cleanUpRunning',
        what: 'a clean-up is under way already',
        remedy: 'Wait for its end, or cancel it',
      });
    this.#begin(actor);
    await this.#parts.store.audit.add(actor, 'station.cleanUp', '');
  }

  /** Ends the one under way: what it has removed stays removed. @returns whether there was one. */
  async cancel(actor: string): Promise<boolean> {
    if (this.#running === null) return false;
    const { cancellation, end } = this.#running;
    cancellation.abort();
    await end;
    await this.#parts.store.audit.add(actor, 'station.cancelCleanUp', '');
    return true;
  }

  /** What a clean-up by a retention would remove now. */
  async preview(retention: Retention): Promise<CleanUpPreview> {
    const { inspections } = this.#parts.store;
    const found = { decisions: 0, images: 0, bytes: 0, estimated: false };
    for (const overdue of await this.#overdue(retention)) {
      const decisions = await inspections.countOverdue(overdue);
      if (decisions === 0) continue;
      const looked = Math.min(decisions, PREVIEWED);
      const { images, bytes } = await inspections.overdueImages(overdue, looked);
      found.decisions += decisions;
      found.images += Math.round((images / looked) * decisions);
      found.bytes += Math.round((bytes / looked) * decisions);
      found.estimated ||= looked < decisions;
      await nextTurn();
    }
    return found;
  }

  async #overdue(retention: Retention): Promise<Overdue[]> {
    const { products, inspections } = this.#parts.store;
    const kept = keptBy(retention, new Date());
    const found: Overdue[] = [];
    for (const { id } of await products.list()) found.push(await inspections.overdue(id, kept));
    return found;
  }

  /** Begins one that nobody has asked for, and the time until the next. */
  #beginItself(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#nextAt = new Date(Date.now() + EVERY_MS);
    this.#timer = setTimeout(() => this.#beginItself(), EVERY_MS);
    this.#timer.unref();
    if (this.#running === null) this.#begin(null);
  }

  #begin(by: string | null): void {
    this.#sinceLast = 0;
    const progress = {
      ...{ startedAt: new Date().toISOString(), by },
      ...{ decisions: 0, images: 0, bytes: 0, total: 0 },
    };
    const cancellation = new AbortController();
    const end = this.#run(progress, cancellation.signal).finally(() => {
      this.#running = null;
      this.#parts.onEnd();
    });
    this.#running = { progress, cancellation, end };
  }

  async #run(progress: Running['progress'], signal: AbortSignal): Promise<void> {
    const { store, report } = this.#parts;
    let fromBin = 0;
    let error: CleanUp['error'] = null;
    // Nothing is done before the caller knows of it.
    await nextTurn();
    try {
      fromBin = await store.emptyOldBin();
      await this.#remove(progress, signal);
    } catch (cause) {
      const { code, message } = plainError(cause);
      error = { code, message };
      report('old decisions cannot be removed', cause);
    }
    const { total, ...removed } = progress;
    const outcome: CleanUp['outcome'] =
      error !== null
        ? 'failed'
        : signal.aborted && removed.decisions < total
          ? 'cancelled'
          : 'done';
    const removedAny = removed.decisions + removed.images + fromBin > 0;
    if (progress.by === null && !removedAny && error === null) return;
    const endedAt = new Date().toISOString();
    this.#runs = [{ ...removed, endedAt, fromBin, outcome, error }, ...this.#runs].slice(
      0,
      REMEMBERED,
    );
    await store.settings
      .set('cleanUps', this.#runs)
      .catch((cause: unknown) => report('a clean-up cannot be noted', cause));
  }

  async #remove(progress: Running['progress'], signal: AbortSignal): Promise<void> {
    const { inspections } = this.#parts.store;
    const all = await this.#overdue(this.retention);
    for (const overdue of all) progress.total += await inspections.countOverdue(overdue);
    await this.#drop([], progress);
    for (const overdue of all) {
      let after: number | null = 0;
      while (after !== null) {
        if (signal.aborted) return;
        const { sha256s, last } = await inspections.prune(overdue, after, AT_ONCE);
        progress.decisions += sha256s.length;
        await this.#drop(sha256s, progress);
        after = last;
        // Whatever came meanwhile has its turn.
        await nextTurn();
      }
    }
  }

  async #drop(sha256s: readonly string[], progress: Running['progress']): Promise<void> {
    this.#leftImages = [...this.#leftImages, ...sha256s];
    if (this.#leftImages.length === 0) return;
    const { images, bytes } = await this.#parts.store.images.drop(this.#leftImages);
    this.#leftImages = [];
    progress.images += images;
    progress.bytes += bytes;
  }
}

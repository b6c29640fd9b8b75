import { setTimeout as delay } from 'node:timers/promises';
import type { Fleet } from './Fleet.ts';
import { type WorkerAdvert, WORKER_TTL_MS, workerAdvertSchema } from '../protocol/workerAdvert.ts';

/** Wait before the bucket is watched again after the watch has ended. */
const RETRY_MS = 1000;

/** The live workers of a fleet, from their adverts. */
export class Roster {
  readonly #fleet: Fleet;
  readonly #adverts = new Map<string, { readonly advert: WorkerAdvert; readonly atMs: number }>();
  #closed = false;
  #stop: () => void = () => undefined;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    this.#watch().catch(() => this.close());
  }

  /** All that were heard of lately. */
  list(): readonly WorkerAdvert[] {
    const now = performance.now();
    return [...this.#adverts.values()]
      .filter(({ atMs }) => now - atMs < WORKER_TTL_MS)
      .map(({ advert }) => advert);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  async #watch(): Promise<void> {
    while (!this.#closed) {
      try {
        const bucket = await this.#fleet.bucket(this.#fleet.names.workers);
        const entries = await bucket.watch();
        this.#stop = () => entries.stop();
        for await (const { key, operation, value } of entries) {
          const advert = operation === 'PUT' ? parseAdvert(value) : null;
          if (advert === null) this.#adverts.delete(key);
          else this.#adverts.set(key, { advert, atMs: performance.now() });
        }
      } catch {
        // The servers are away; workers that are no longer heard from are forgotten meanwhile.
      }
      if (!this.#closed) await delay(RETRY_MS);
    }
  }
}

/** Null for an entry that no worker of this protocol wrote. */
function parseAdvert(bytes: Uint8Array): WorkerAdvert | null {
  try {
    return workerAdvertSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

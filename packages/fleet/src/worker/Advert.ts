import type { Fleet } from '../connection/Fleet.ts';
import { ADVERT_INTERVAL_MS, type WorkerAdvert } from '../protocol/workerAdvert.ts';
import { drainKey } from '../protocol/FleetNames.ts';

/**
 * Advertises to the fleet that a worker is alive and what it has loaded, and hears whether it is to
 * leave.
 */
export class Advert {
  readonly #fleet: Fleet;
  readonly #worker: string;
  readonly #timer: NodeJS.Timeout;

  /** @param onDrain called when someone has asked the worker to leave. */
  constructor(fleet: Fleet, worker: string, advert: () => WorkerAdvert, onDrain: () => void) {
    this.#fleet = fleet;
    this.#worker = worker;
    const renew = () => {
      // The servers may be away; the next advert is soon.
      this.#renew(advert(), onDrain).catch(() => undefined);
    };
    this.#timer = setInterval(renew, ADVERT_INTERVAL_MS);
    renew();
  }

  /** Takes the advert back. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const { workers, state } = this.#fleet.names;
    try {
      await (await this.#fleet.bucket(workers)).delete(this.#worker);
      if (await this.#isToDrain())
        await (await this.#fleet.bucket(state)).purge(drainKey(this.#worker));
    } catch {
      // The servers are away; the advert ends by itself.
    }
  }

  async #renew(advert: WorkerAdvert, onDrain: () => void): Promise<void> {
    const bucket = await this.#fleet.bucket(this.#fleet.names.workers);
    await bucket.put(this.#worker, JSON.stringify(advert));
    if (await this.#isToDrain()) onDrain();
  }

  async #isToDrain(): Promise<boolean> {
    const state = await this.#fleet.bucket(this.#fleet.names.state);
    return (await state.get(drainKey(this.#worker)))?.operation === 'PUT';
  }
}

import type { Subscription } from '@nats-io/transport-node';
import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import { priorities } from '../protocol/FleetNames.ts';
import { Backlog, type Waiting } from './Backlog.ts';
import type { Bell } from './Bell.ts';
import type { Delivery } from './Delivery.ts';
import { matchesPattern } from './matchesPattern.ts';
import { patienceMs, WARM_ELSEWHERE_MS } from './patienceMs.ts';
import type { PullConsumers } from './PullConsumers.ts';
import type { Roster } from '../connection/Roster.ts';

/**
 * Interval at which the stream itself is asked what is waiting: requests that were given back, or came
 * before the start.
 */
const LIST_MS = 1000;
/** Wait after an answer of the servers failed. */
const RETRY_MS = 250;
/**
 * If another worker has a product's model, more requests than this must be waiting before this worker
 * takes the product too.
 */
const TOO_MANY_WAIT = 16;

/** Parts with which incoming requests are found. */
export interface IncomingParts {
  readonly fleet: Fleet;
  readonly worker: string;
  /** Patterns of the products that are taken. */
  readonly serves: readonly string[];
  readonly consumers: PullConsumers;
  readonly roster: Roster;
  /** Rung when something may be waiting. */
  readonly bell: Bell;
  /** Products whose model is in memory. */
  readonly warm: () => readonly string[];
}

/** Finds the next request that is this worker's to take: the most urgent, preferably of a model in memory. */
export class IncomingRequests {
  readonly #parts: IncomingParts;
  readonly #backlog = new Backlog();
  readonly #doorbell: Subscription;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: IncomingParts) {
    this.#parts = parts;
    const { connection, names } = parts.fleet;
    this.#doorbell = connection.subscribe(names.waitingSubject('*', '*'), {
      callback: (error, { subject }) => {
        if (error === null) this.#note(subject);
      },
    });
    // The servers may be away; the next look is soon.
    const list = () => {
      this.#list().catch(() => undefined);
    };
    this.#timer = setInterval(list, LIST_MS);
    list();
  }

  /**
   * The next request; null after a wait in which there was none.
   *
   * @throws NominalError `FLEET_DENIED`, or `FLEET_UNREACHABLE` of a connection that was closed.
   */
  async next(): Promise<Delivery | null> {
    const { fleet, bell } = this.#parts;
    try {
      return await this.#look();
    } catch (cause) {
      const error = fleetError(cause, 'requests cannot be taken');
      if (error.code === 'FLEET_DENIED' || fleet.connection.isClosed()) throw error;
      await bell.wait(RETRY_MS);
      return null;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#doorbell.unsubscribe();
  }

  async #look(): Promise<Delivery | null> {
    const { consumers, bell } = this.#parts;
    let nextLookMs = Infinity;
    for (const waiting of this.#backlog.list()) {
      const leftMs = await this.#patienceLeft(waiting);
      if (leftMs > 0) {
        nextLookMs = Math.min(nextLookMs, leftMs);
        continue;
      }
      this.#backlog.remove(waiting);
      const delivery = await consumers.pull(waiting.priority, waiting.product);
      if (delivery === null) continue;
      this.#backlog.putBack(waiting);
      return delivery;
    }
    await bell.wait(nextLookMs);
    return null;
  }

  /** Milliseconds for which requests of a product are to be left to others. */
  async #patienceLeft(waiting: Waiting): Promise<number> {
    const { roster, worker, warm, consumers } = this.#parts;
    const { priority, product, sinceMs } = waiting;
    const peers = roster
      .list()
      .filter(
        (peer) =>
          peer.worker !== worker &&
          peer.state === 'serving' &&
          matchesPattern(product, peer.serves),
      );
    const patience = patienceMs(product, worker, warm().includes(product), peers);
    const leftMs = sinceMs + patience - performance.now();
    if (leftMs > 0 || patience < WARM_ELSEWHERE_MS) return leftMs;
    if ((await consumers.pending(priority, product)) > TOO_MANY_WAIT) return 0;
    // The workers that have the model keep up; the next requests are theirs again.
    this.#backlog.remove(waiting);
    return WARM_ELSEWHERE_MS;
  }

  async #list(): Promise<void> {
    const { manager, names } = this.#parts.fleet;
    const { state } = await manager.streams.info(names.requests, {
      subjects_filter: names.requestSubject('*', '*'),
    });
    for (const subject of Object.keys(state.subjects ?? {})) this.#note(subject);
  }

  /** @param subject FLEET.….PRIORITY.PRODUCT */
  #note(subject: string): void {
    const [, , level, product] = subject.split('.');
    const priority = priorities.find((known) => known === level);
    if (priority === undefined || !matchesPattern(product, this.#parts.serves)) return;
    this.#backlog.add(priority, product, performance.now());
    this.#parts.bell.ring();
  }
}

import { priorities, type Priority } from '../protocol/FleetNames.ts';

/** A product and priority of which requests may be waiting. */
export interface Waiting {
  readonly priority: Priority;
  readonly product: string;
  /** When this worker first knew of it, in milliseconds. */
  readonly sinceMs: number;
}

/**
 * The requests that a worker knows to be waiting, from each request that comes in, and from the stream
 * itself.
 */
export class Backlog {
  /** By priority and product; each priority in the order in which its products are to be served. */
  readonly #waiting = new Map<string, Waiting>();

  add(priority: Priority, product: string, nowMs: number): void {
    const key = `${priority}.${product}`;
    if (!this.#waiting.has(key)) this.#waiting.set(key, { priority, product, sinceMs: nowMs });
  }

  /** To be done before asking for a request: one that comes in meanwhile adds it again. */
  remove({ priority, product }: Waiting): void {
    this.#waiting.delete(`${priority}.${product}`);
  }

  /** Puts back, behind the others of its priority, that of which there was a request. */
  putBack(waiting: Waiting): void {
    this.remove(waiting);
    this.#waiting.set(`${waiting.priority}.${waiting.product}`, waiting);
  }

  /** The most urgent first, each product in turn. */
  list(): readonly Waiting[] {
    const all = [...this.#waiting.values()];
    return priorities.flatMap((priority) => all.filter((waiting) => waiting.priority === priority));
  }
}

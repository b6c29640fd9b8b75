import { AckPolicy, JetStreamApiError } from '@nats-io/jetstream';
import { errors, nanos } from '@nats-io/transport-node';
import type { Fleet } from '../connection/Fleet.ts';
import type { Priority } from '../protocol/FleetNames.ts';
import { Delivery } from './Delivery.ts';

/** A consumer that is not used for this time is removed; its messages stay in the stream. */
const INACTIVE_MS = 3_600_000;
/** Requests of one product and priority that may be in workers' hands at a time. */
const MAX_IN_HAND = 100_000;
const CONSUMER_NOT_FOUND = 10_014;

/**
 * The consumers of the request stream, one for each product and priority, shared by all workers. A
 * worker asks for one request at a time, so that none waits in the hands of one while another is idle.
 */
export class PullConsumers {
  readonly #fleet: Fleet;
  readonly #ackWaitMs: number;
  readonly #known = new Set<string>();

  constructor(fleet: Fleet, ackWaitMs: number) {
    this.#fleet = fleet;
    this.#ackWaitMs = ackWaitMs;
  }

  /** One request, or null if none waits. @throws errors of the NATS client. */
  async pull(priority: Priority, product: string): Promise<Delivery | null> {
    const { connection, names, timeoutMs } = this.#fleet;
    const consumer = `${priority}-${product}`;
    await this.#ensure(consumer, names.requestSubject(priority, product));
    try {
      const answer = await connection.request(
        `$JS.API.CONSUMER.MSG.NEXT.${names.requests}.${consumer}`,
        JSON.stringify({ batch: 1, no_wait: true }),
        // Not by the shared inbox: a request keeps its own subject on its way.
        { noMux: true, timeout: timeoutMs },
      );
      // A message that is no request is a status: none is waiting, or the consumer is moving to another
      // server.
      return answer.reply?.startsWith('$JS.ACK.') === true
        ? new Delivery(answer, priority, product)
        : null;
    } catch (error) {
      // There is no answer for a consumer that is gone.
      if (error instanceof errors.RequestError) this.#known.delete(consumer);
      throw error;
    }
  }

  /** Requests of a product and priority that no worker has in hand. */
  async pending(priority: Priority, product: string): Promise<number> {
    const { manager, names } = this.#fleet;
    try {
      const info = await manager.consumers.info(names.requests, `${priority}-${product}`);
      return info.num_pending;
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === CONSUMER_NOT_FOUND) return Infinity;
      throw error;
    }
  }

  /** Makes sure that the server knows that a request is done, so that it is not given out again. */
  async acknowledge(delivery: Delivery): Promise<void> {
    const { connection, timeoutMs } = this.#fleet;
    await connection.request(delivery.reply, '+ACK', { timeout: timeoutMs });
  }

  async #ensure(consumer: string, subject: string): Promise<void> {
    if (this.#known.has(consumer)) return;
    const { manager, names } = this.#fleet;
    await manager.consumers.add(names.requests, {
      durable_name: consumer,
      filter_subject: subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.#ackWaitMs),
      max_ack_pending: MAX_IN_HAND,
      max_deliver: -1,
      inactive_threshold: nanos(INACTIVE_MS),
    });
    this.#known.add(consumer);
  }
}

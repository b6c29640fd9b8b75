import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ConsumerMessages,
  DeliverPolicy,
  type JsMsg,
  type OrderedConsumerOptions,
} from '@nats-io/jetstream';
import { nuid } from '@nats-io/transport-node';
import { NominalError, nominalError } from 'nominal-vision/internal/errors';
import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import type { Priority } from '../protocol/FleetNames.ts';
import { encodeRequest } from '../protocol/requestMessage.ts';
import { decodeResult, type FleetResult, type JudgedResult } from '../protocol/resultMessage.ts';
import { requireProtocol } from '../setup/fleetState.ts';

/** Largest image that is sent within a message; larger ones go through the object store. */
export const MAX_INLINE_BYTES = 512 * 1024;
/**
 * Silence of the server after which results are requested again: another server may lead the stream by
 * then.
 */
const RESULTS_EXPIRE_MS = 4000;
/** Wait before results are asked for again that the server has stopped to send. */
const RETRY_MS = 1000;
/** Bytes reserved in a message for everything but the image. */
const HEADER_BYTES = 16 * 1024;

/** One image that is to be inspected. */
export interface FleetRequest {
  readonly product: string;
  /** Bytes of an image file. */
  readonly image: Uint8Array;
  /** Shown with the result. */
  readonly name?: string;
  readonly priority?: Priority;
  /** Name of the request among this client's; one that is handed in again has the result that it had. */
  readonly id?: string;
  /** SHA-256 of the model file, instead of the product's own. */
  readonly model?: string;
  readonly falseRejectRate?: number;
  /** A raw threshold that was set by hand, instead of that of a rate. */
  readonly threshold?: number;
}

interface Waiter {
  readonly resolve: (result: FleetResult) => void;
  readonly reject: (error: Error) => void;
}

/** Hands images in to a fleet and receives the results. */
export class FleetClient {
  /** Name of this client, by which its results come to it. */
  readonly client: string;
  readonly #fleet: Fleet;
  #results: ConsumerMessages;
  /** Number of the last result that came, in its stream. */
  #lastSequence = 0;
  #closed = false;
  readonly #waiters = new Map<string, Waiter>();

  private constructor(fleet: Fleet, client: string, results: ConsumerMessages) {
    this.#fleet = fleet;
    this.client = client;
    this.#results = results;
    this.#receive().catch((error: unknown) => {
      for (const { reject } of this.#waiters.values())
        reject(fleetError(error, 'the results of the fleet cannot be received'));
    });
  }

  /**
   * Begins to listen for results.
   *
   * @param client letters, digits, "-" and "_"; two clients of one name receive each other's results.
   * @throws NominalError `FLEET_PROTOCOL`, `FLEET_NOT_SET_UP`, or another of the fleet.
   */
  static async open(fleet: Fleet, client = nuid.next()): Promise<FleetClient> {
    await requireProtocol(fleet);
    try {
      const results = await listen(fleet, client, { deliver_policy: DeliverPolicy.New });
      return new FleetClient(fleet, client, results);
    } catch (cause) {
      throw fleetError(cause, 'the results of the fleet cannot be received');
    }
  }

  /** Requests whose result is awaited. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /**
   * Hands an image in. When this returns, the servers have it and will not lose it.
   *
   * @returns the id of the request.
   * @throws NominalError `FLEET_FULL` where nothing more is taken, or another of the fleet.
   */
  async submit(request: FleetRequest): Promise<string> {
    const { product, image, priority = 'normal', name = '', id = nuid.next() } = request;
    const { names, streams } = this.#fleet;
    const subject = names.requestSubject(priority, product);
    try {
      const isInline = image.length <= this.#maxInlineBytes;
      const headers = encodeRequest({
        client: this.client,
        id,
        name: name.slice(0, 200),
        image: isInline ? { kind: 'inline' } : await this.#put(id, image),
        ...(request.model === undefined ? {} : { model: request.model }),
        ...(request.falseRejectRate === undefined
          ? {}
          : { falseRejectRate: request.falseRejectRate }),
        ...(request.threshold === undefined ? {} : { threshold: request.threshold }),
      });
      const msgID = `${product} ${this.client} ${id}`;
      await streams.publish(subject, isInline ? image : '', { headers, msgID, retries: 10 });
      return id;
    } catch (cause) {
      throw fleetError(cause, `the image ${name} cannot be handed in`);
    }
  }

  /**
   * Hands an image in and waits for its result.
   *
   * @throws NominalError `FLEET_TIMEOUT` if it takes longer, the error for which the request became a
   *   dead letter, or one of handing it in.
   */
  async inspect(request: FleetRequest, timeoutMs: number): Promise<JudgedResult> {
    const id = request.id ?? nuid.next();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    const result = new Promise<FleetResult>((resolve, reject) => {
      this.#waiters.set(id, { resolve, reject });
      late.signal.addEventListener('abort', () => reject(noAnswer(id, timeoutMs)));
    });
    try {
      // If the request cannot be submitted, nobody waits for its result.
      const [answer] = await Promise.all([result, this.submit({ ...request, id })]);
      const { outcome } = answer;
      if (outcome.kind === 'failed') throw nominalError(outcome.error);
      return { ...answer, outcome };
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(id);
    }
  }

  /** Stops listening. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiters.values())
      reject(new NominalError('CANCELLED', { what: 'the client was closed' }));
    await this.#results.close();
  }

  get #maxInlineBytes(): number {
    const largest = this.#fleet.connection.info?.max_payload ?? MAX_INLINE_BYTES;
    return Math.min(MAX_INLINE_BYTES, largest - HEADER_BYTES);
  }

  async #put(id: string, image: Uint8Array) {
    const object = `${this.client}.${id}`;
    const images = await this.#fleet.objects(this.#fleet.names.images);
    await images.putBlob({ name: object }, image);
    const sha256 = createHash('sha256').update(image).digest('hex');
    return { kind: 'object', object, sha256 } as const;
  }

  /**
   * Receives results until the client is closed; if the server ends the subscription, goes on after the
   * last result.
   */
  async #receive(): Promise<void> {
    while (!this.#closed) {
      try {
        for await (const message of this.#results) this.#take(message);
      } catch {
        // The stream was created again, for example: results that arrived meanwhile are found below.
      }
      while (!this.#closed && !this.#fleet.connection.isClosed()) {
        await delay(RETRY_MS);
        const results = await this.#resume().catch(() => null);
        if (results === null) continue;
        this.#results = results;
        break;
      }
      if (this.#fleet.connection.isClosed()) return;
    }
  }

  #resume(): Promise<ConsumerMessages> {
    return listen(
      this.#fleet,
      this.client,
      this.#lastSequence === 0
        ? { deliver_policy: DeliverPolicy.All }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: this.#lastSequence + 1 },
    );
  }

  #take(message: JsMsg): void {
    this.#lastSequence = message.seq;
    const id = message.subject.split('.').at(-1) ?? '';
    const waiter = this.#waiters.get(id);
    if (waiter === undefined) return;
    this.#waiters.delete(id);
    try {
      waiter.resolve(decodeResult(message.string()));
    } catch (error) {
      waiter.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Results of a client, as they come. */
async function listen(
  { names, streams }: Fleet,
  client: string,
  from: Partial<OrderedConsumerOptions>,
): Promise<ConsumerMessages> {
  const consumer = await streams.consumers.get(names.results, {
    filter_subjects: names.resultSubject({ product: '*', client, id: '*' }),
    ...from,
  });
  return consumer.consume({ expires: RESULTS_EXPIRE_MS });
}

function noAnswer(id: string, timeoutMs: number): NominalError {
  return new NominalError('FLEET_TIMEOUT', {
    what: `no worker has answered the request ${id} within ${timeoutMs} ms`,
    remedy: 'Look whether workers run ("nominal fleet status"), or add some',
  });
}

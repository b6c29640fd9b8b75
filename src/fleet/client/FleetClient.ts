import { createHash } from 'node:crypto';
import { type ConsumerMessages, DeliverPolicy } from '@nats-io/jetstream';
import { nuid } from '@nats-io/transport-node';
import { NominalError, nominalError } from '../../errors/index.ts';
import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import type { Priority } from '../protocol/priorities.ts';
import { encodeRequest } from '../protocol/requestMessage.ts';
import { decodeResult, type FleetResult, type JudgedResult } from '../protocol/resultMessage.ts';
import { requireProtocol } from '../setup/fleetState.ts';

/** Largest image that is sent within a message; larger ones go through the object store. */
export const MAX_INLINE_BYTES = 512 * 1024;
/** Silence of the server after which results are asked for anew: another may lead the stream now. */
const RESULTS_EXPIRE_MS = 4000;
/** Room in a message for what is not the image. */
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
  /** SHA-256 of the model file, in place of the product's own. */
  readonly model?: string;
  readonly falseRejectRate?: number;
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
  readonly #results: ConsumerMessages;
  readonly #waiters = new Map<string, Waiter>();

  private constructor(fleet: Fleet, client: string, results: ConsumerMessages) {
    this.#fleet = fleet;
    this.client = client;
    this.#results = results;
    void this.#receive();
  }

  /**
   * Begins to listen for results.
   *
   * @param client letters, digits, "-" and "_"; two clients of one name receive each other's results.
   * @throws NominalError `FLEET_PROTOCOL`, `FLEET_NOT_SET_UP`, or another of the fleet.
   */
  static async open(fleet: Fleet, client = nuid.next()): Promise<FleetClient> {
    await requireProtocol(fleet);
    const { names, streams } = fleet;
    try {
      const consumer = await streams.consumers.get(names.results, {
        filter_subjects: names.resultSubject({ product: '*', client, id: '*' }),
        deliver_policy: DeliverPolicy.New,
      });
      const results = await consumer.consume({ expires: RESULTS_EXPIRE_MS });
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
      // Nobody waits for what could not be handed in.
      const [answer] = await Promise.all([result, this.submit({ ...request, id })]);
      const { outcome } = answer;
      if (outcome.kind === 'failed') throw nominalError(outcome.error);
      return { ...answer, outcome };
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(id);
    }
  }

  /** Stops to listen. */
  async close(): Promise<void> {
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

  async #receive(): Promise<void> {
    for await (const message of this.#results) {
      const id = message.subject.split('.').at(-1) ?? '';
      const waiter = this.#waiters.get(id);
      if (waiter === undefined) continue;
      this.#waiters.delete(id);
      try {
        waiter.resolve(decodeResult(message.string()));
      } catch (error) {
        waiter.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}

function noAnswer(id: string, timeoutMs: number): NominalError {
  return new NominalError('FLEET_TIMEOUT', {
    what: `no worker has answered the request ${id} within ${timeoutMs} ms`,
    remedy: 'Look whether workers run ("nominal fleet status"), or add some',
  });
}

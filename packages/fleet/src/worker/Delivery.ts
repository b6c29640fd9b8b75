import { nanos, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Priority } from '../protocol/FleetNames.ts';

/** A request that was given to this worker, which has to answer for it until it is acknowledged. */
export class Delivery {
  readonly priority: Priority;
  readonly product: string;
  /** How often it has been given to a worker, this time included. */
  readonly tries: number;
  /** Number of the message in its stream. */
  readonly sequence: number;
  readonly #message: Msg;

  constructor(message: Msg, priority: Priority, product: string) {
    this.#message = message;
    this.priority = priority;
    this.product = product;
    const { tries, sequence } = deliveryOf(message.reply ?? '');
    this.tries = tries;
    this.sequence = sequence;
  }

  get headers(): MsgHdrs | undefined {
    return this.#message.headers;
  }

  /** The image file, or empty where it lies elsewhere. */
  get data(): Uint8Array {
    return this.#message.data;
  }

  /** Reply subject by which the server knows this delivery. */
  get reply(): string {
    return this.#message.reply ?? '';
  }

  /** Tells the server that it is still in hand. */
  working(): void {
    this.#message.respond('+WPI');
  }

  /** Gives it back, to be tried again after a while. */
  giveBack(delayMs: number): void {
    this.#message.respond(`-NAK ${JSON.stringify({ delay: nanos(delayMs) })}`);
  }
}

/** "$JS.ACK.STREAM.CONSUMER.TRIES.SEQUENCE.…", or with a domain and an account after "ACK". */
function deliveryOf(reply: string): { readonly tries: number; readonly sequence: number } {
  const tokens = reply.split('.');
  const at = tokens.length >= 11 ? 6 : 4;
  const [tries, sequence] = tokens.slice(at, at + 2).map(Number);
  if (reply.startsWith('$JS.ACK.') && tries >= 1 && sequence >= 1) return { tries, sequence };
  throw new NominalError('REQUEST_INVALID', {
    what: 'the server gave out a request in a way that is not known',
    received: reply,
  });
}

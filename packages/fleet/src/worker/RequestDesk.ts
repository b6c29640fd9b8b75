import { createHash } from 'node:crypto';
import { headers as newHeaders } from '@nats-io/transport-node';
import {
  blamesInput,
  type ErrorCode,
  NominalError,
  plainError,
} from 'nominal-vision/internal/errors';
import type { Inspector } from 'nominal-vision/internal/inspector';
import type { Fleet } from '../connection/Fleet.ts';
import { readProduct } from '../connection/products.ts';
import { readObject } from '../connection/readObject.ts';
import { untilReached } from '../connection/untilReached.ts';
import {
  decodeRequest,
  imageChanged,
  keyOfRequest,
  type RequestHeader,
} from '../protocol/requestMessage.ts';
import { encodeResult, type RequestOutcome } from '../protocol/resultMessage.ts';
import type { Delivery } from './Delivery.ts';
import type { ModelFiles } from './ModelFiles.ts';
import { publishOnce } from './publishOnce.ts';
import type { PullConsumers } from './PullConsumers.ts';

/** Errors of a request, in addition to those of its image, that another try would meet again. */
const CERTAIN: ReadonlySet<ErrorCode> = new Set(['FLEET_PROTOCOL', 'UNKNOWN_PRODUCT']);
/** Errors for which a request may be to blame: it is given up after a number of tries. */
const SUSPECT: ReadonlySet<ErrorCode> = new Set([
  'INSPECTION_TIMEOUT',
  'INTERNAL',
  'WORKER_FAILED',
]);
/** Wait before the second try; later ones wait a multiple, up to the most. */
const RETRY_MS = { least: 500, most: 30_000 };

/** What a desk works with. */
export interface RequestDeskParts {
  readonly fleet: Fleet;
  /** Name of the worker. */
  readonly worker: string;
  readonly maxTries: number;
  readonly models: ModelFiles;
  readonly queue: Inspector;
  readonly consumers: PullConsumers;
  /** Told which model a product is inspected by. */
  readonly onModel: (product: string, model: string) => void;
}

/**
 * Answers requests: each ends in one result, and is acknowledged only when that is in its stream. A
 * request that cannot be done also becomes a dead letter, with the reason.
 */
export class RequestDesk {
  readonly #parts: RequestDeskParts;

  constructor(parts: RequestDeskParts) {
    this.#parts = parts;
  }

  /**
   * Handles one request.
   *
   * @returns what became of it; `answered` if an earlier try had already published its result.
   * @throws NominalError `FLEET_DENIED`, or `FLEET_UNREACHABLE` of a connection that was closed.
   */
  async handle(delivery: Delivery): Promise<'judged' | 'failed' | 'givenBack' | 'answered'> {
    const { maxTries } = this.#parts;
    if (delivery.tries > 1 && (await this.#isAnswered(delivery))) {
      await this.#acknowledge(delivery);
      return 'answered';
    }
    try {
      if (delivery.tries > maxTries && (await this.#countedTries(delivery)) > maxTries)
        throw givenUp(maxTries);
      const request = decodeRequest(delivery.headers, delivery.sequence);
      await this.#publish(delivery, request.name, await this.#judge(delivery, request));
      await this.#dropImage(request);
      await this.#acknowledge(delivery);
      return 'judged';
    } catch (error) {
      const reason = plainError(error);
      if (reason.code.startsWith('FLEET_') && reason.code !== 'FLEET_PROTOCOL') throw error;
      if (await this.#isGivenUp(delivery, reason.code)) {
        await this.#bury(delivery, reason);
        return 'failed';
      }
      delivery.giveBack(Math.min(RETRY_MS.most, RETRY_MS.least * delivery.tries));
      return 'givenBack';
    }
  }

  /**
   * Whether a request is given up for an error: at once if the request is to blame, after its tries if
   * it may be. A worker's own fault, such as a full disk, is not counted against it.
   */
  async #isGivenUp(delivery: Delivery, code: ErrorCode): Promise<boolean> {
    if (blamesInput(code) || CERTAIN.has(code)) return true;
    if (!SUSPECT.has(code)) {
      await this.#excuse(delivery);
      return false;
    }
    const { maxTries } = this.#parts;
    return delivery.tries >= maxTries && (await this.#countedTries(delivery)) >= maxTries;
  }

  /** Tries of a request that were not a worker's own fault; the server counts all. */
  async #countedTries({ tries, sequence }: Delivery): Promise<number> {
    return tries - (await this.#excusesOf(sequence)).count;
  }

  async #excuse({ sequence }: Delivery): Promise<void> {
    const { fleet } = this.#parts;
    await this.#reach('a try cannot be excused', async () => {
      const state = await fleet.bucket(fleet.names.state);
      const { count, revision } = await this.#excusesOf(sequence);
      await state.put(excuseKey(sequence), String(count + 1), { previousSeq: revision });
    });
  }

  async #excusesOf(
    sequence: number,
  ): Promise<{ readonly count: number; readonly revision: number }> {
    const { fleet } = this.#parts;
    return this.#reach('the tries of a request cannot be looked up', async () => {
      const state = await fleet.bucket(fleet.names.state);
      const entry = await state.get(excuseKey(sequence));
      if (entry === null) return { count: 0, revision: 0 };
      const { operation, revision } = entry;
      return { count: operation === 'PUT' ? Number(entry.string()) : 0, revision };
    });
  }

  async #judge(delivery: Delivery, request: RequestHeader): Promise<RequestOutcome> {
    const { models, queue, onModel } = this.#parts;
    const { model, falseRejectRate } = await this.#modelOf(delivery.product, request);
    const [image, modelPath] = await Promise.all([
      this.#imageOf(delivery, request),
      this.#reach('the model cannot be fetched', () => models.path(model)),
    ]);
    onModel(delivery.product, model);
    const judgement = await queue.inspect({
      productId: delivery.product,
      modelId: model,
      modelPath,
      falseRejectRate,
      threshold: request.threshold ?? null,
      image,
    });
    return { kind: 'judged', model, judgement };
  }

  /** The model that is asked for, or else the product's own. */
  async #modelOf(
    product: string,
    { model, falseRejectRate }: RequestHeader,
  ): Promise<{ readonly model: string; readonly falseRejectRate: number | null }> {
    if (model !== undefined) return { model, falseRejectRate: falseRejectRate ?? null };
    const entry = await this.#reach('the product cannot be looked up', () =>
      readProduct(this.#parts.fleet, product),
    );
    if (entry !== null)
      return { model: entry.model, falseRejectRate: falseRejectRate ?? entry.falseRejectRate };
    throw new NominalError('UNKNOWN_PRODUCT', {
      what: `the fleet has no model for the product ${product}`,
      remedy: 'Publish one with "nominal fleet publish", and hand the image in again',
    });
  }

  async #imageOf(delivery: Delivery, { image }: RequestHeader): Promise<Uint8Array> {
    if (image.kind === 'inline') return delivery.data;
    const { fleet } = this.#parts;
    const bytes = await this.#reach('the image cannot be fetched', () =>
      readObject(fleet, fleet.names.images, image.object),
    );
    if (typeof bytes === 'string') throw imageChanged(image.object);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== image.sha256) throw imageChanged(image.object);
    return bytes;
  }

  async #publish(delivery: Delivery, name: string, outcome: RequestOutcome): Promise<void> {
    const { fleet, worker } = this.#parts;
    const { product, tries } = delivery;
    const key = { product, ...keyOfRequest(delivery.headers, delivery.sequence) };
    const finishedAt = new Date().toISOString();
    const body = encodeResult({ ...key, name, worker, tries, finishedAt, outcome });
    await this.#reach('the result cannot be published', () =>
      publishOnce(fleet, fleet.names.resultSubject(key), body),
    );
  }

  /** Puts a request among the dead letters, as it came, with the reason; then answers it. */
  async #bury(delivery: Delivery, error: ReturnType<typeof plainError>): Promise<void> {
    const { fleet } = this.#parts;
    const { product, headers, sequence } = delivery;
    const key = { product, ...keyOfRequest(headers, sequence) };
    const letter = newHeaders();
    for (const name of headers?.keys() ?? []) {
      if (name.startsWith('Nominal-')) letter.set(name, headers?.get(name) ?? '');
    }
    letter.set('Nominal-Reason', JSON.stringify({ ...error, tries: delivery.tries }));
    letter.set('Nominal-Priority', delivery.priority);
    await this.#reach('the dead letter cannot be published', () =>
      publishOnce(fleet, fleet.names.deadLetterSubject(key), delivery.data, letter),
    );
    await this.#publish(delivery, '', { kind: 'failed', error });
    await this.#acknowledge(delivery);
  }

  async #isAnswered({ product, headers, sequence }: Delivery): Promise<boolean> {
    const { names, manager } = this.#parts.fleet;
    const subject = names.resultSubject({ product, ...keyOfRequest(headers, sequence) });
    const result = await this.#reach('the results cannot be looked up', () =>
      manager.streams.getMessage(names.results, { last_by_subj: subject }),
    );
    return result !== null;
  }

  /** An image that stays lies there until its time is over. */
  async #dropImage({ image }: RequestHeader): Promise<void> {
    if (image.kind === 'inline') return;
    const { fleet } = this.#parts;
    const images = await fleet.objects(fleet.names.images);
    await images.delete(image.object).catch(() => undefined);
  }

  async #acknowledge(delivery: Delivery): Promise<void> {
    await this.#reach('a request cannot be acknowledged', () =>
      this.#parts.consumers.acknowledge(delivery),
    );
    if (delivery.tries === 1) return;
    const { fleet } = this.#parts;
    const key = excuseKey(delivery.sequence);
    await this.#reach('the excuses of a request cannot be forgotten', async () => {
      const state = await fleet.bucket(fleet.names.state);
      if ((await state.get(key)) !== null) await state.purge(key);
    });
  }

  #reach<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    return untilReached(this.#parts.fleet, what, work);
  }
}

/** Key of the state bucket for the tries of a request that are not counted against it. */
function excuseKey(sequence: number): string {
  return `excuses.${sequence}`;
}

function givenUp(maxTries: number): NominalError {
  return new NominalError('WORKER_FAILED', {
    what: `${maxTries} workers have ended, or been silent for too long, with this request in hand`,
    remedy: 'Look at the image and at the log of the workers; memory may be short',
  });
}

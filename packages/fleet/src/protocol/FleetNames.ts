import type { FitTaskKind } from './fitTask.ts';

/** Priorities of requests, the most urgent first: a worker takes what waits in this order. */
export const priorities = ['high', 'normal', 'low'] as const;

export type Priority = (typeof priorities)[number];

/** Identifies a request: the client that sent it, and the client's name for it. */
export interface RequestKey {
  readonly product: string;
  readonly client: string;
  readonly id: string;
}

/**
 * Subjects, streams and buckets of one fleet. Several fleets can share a NATS server, such as an old
 * and a new protocol version during an upgrade.
 */
export class FleetNames {
  readonly fleet: string;

  /** @param fleet letters, digits, "-" and "_". */
  constructor(fleet: string) {
    this.fleet = fleet;
  }

  /** Stream of images that wait to be inspected, a work queue. */
  get requests(): string {
    return `${this.fleet}-requests`;
  }

  /** Stream of results. */
  get results(): string {
    return `${this.fleet}-results`;
  }

  /** Stream of requests that could not be done, with the reason. */
  get deadLetters(): string {
    return `${this.fleet}-dead-letters`;
  }

  /** Bucket of facts about the whole fleet: protocol version and settings. */
  get state(): string {
    return `${this.fleet}-state`;
  }

  /** Bucket of each product's model in use. */
  get products(): string {
    return `${this.fleet}-products`;
  }

  /** Bucket in which workers advertise that they are alive, and which models they have loaded. */
  get workers(): string {
    return `${this.fleet}-workers`;
  }

  /** Object store of model files, by the SHA-256 of their bytes. */
  get models(): string {
    return `${this.fleet}-models`;
  }

  /** Object store of images that are too large for a message. */
  get images(): string {
    return `${this.fleet}-images`;
  }

  requestSubject(priority: Priority | '*', product: string): string {
    return `${this.fleet}.requests.${priority}.${product}`;
  }

  /** On which each request is announced, without its image, once it is in the stream. */
  waitingSubject(priority: Priority | '*', product: string): string {
    return `${this.fleet}.waiting.${priority}.${product}`;
  }

  resultSubject({ product, client, id }: RequestKey): string {
    return `${this.fleet}.results.${product}.${client}.${id}`;
  }

  deadLetterSubject({ product, client, id }: RequestKey): string {
    return `${this.fleet}.dead.${product}.${client}.${id}`;
  }

  /** Stream of shards of fits that wait for a worker, a work queue. */
  get fits(): string {
    return `${this.fleet}-fits`;
  }

  /** Object store of one fit: its plan, its images, and the results of its shards. */
  fitObjects(fit: string): string {
    return `${this.fleet}-fit-${fit}`;
  }

  fitSubject(fit: string, kind: FitTaskKind | '*', shard: number | '*'): string {
    return `${this.fleet}.fits.${fit}.${kind}.${shard}`;
  }

  /** Subject on which workers report progress of a fit. */
  fitProgressSubject(fit: string): string {
    return `${this.fleet}.fitting.${fit}.progress`;
  }

  /** Subject on which a fit tells its workers that it has been abandoned. */
  fitEndSubject(fit: string): string {
    return `${this.fleet}.fitting.${fit}.end`;
  }
}

/** Key of the state bucket by which a worker is asked to leave. */
export function drainKey(worker: string): string {
  return `drain.${worker}`;
}

import { hostname } from 'node:os';
import process from 'node:process';
import { nuid } from '@nats-io/transport-node';
import type { NominalError } from 'nominal-vision/internal/errors';
import { InspectionQueue } from 'nominal-vision/internal/inspector';
import { version } from 'nominal-vision/internal/version';
import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import type { FitTaskKind } from '../protocol/fitTask.ts';
import type { FleetSettings } from '../protocol/fleetSettings.ts';
import { PROTOCOL_VERSION } from '../protocol/protocolVersion.ts';
import type { WorkerAdvert } from '../protocol/workerAdvert.ts';
import { requireProtocol } from '../setup/fleetState.ts';
import { Advert } from './Advert.ts';
import { Bell } from './Bell.ts';
import type { Delivery } from './Delivery.ts';
import { IncomingRequests } from './IncomingRequests.ts';
import { ModelFiles } from './ModelFiles.ts';
import { PullConsumers } from './PullConsumers.ts';
import { RequestDesk } from './RequestDesk.ts';
import { Roster } from '../connection/Roster.ts';
import { Throughput } from './Throughput.ts';
import type { WorkerConfig } from './workerConfig.ts';

/** From this try on a request is inspected alone, so that it cannot bring down another. */
const ALONE_FROM_TRY = 3;
/** Signs of life in the silence after which the server would give a request to another worker. */
const SIGNS_OF_LIFE = 3;

/** Events that a worker reports to its operator. */
export type WorkerEvent =
  | { readonly event: 'started'; readonly worker: string }
  | { readonly event: 'disconnected' | 'reconnected' | 'draining' }
  | { readonly event: 'failed'; readonly product: string; readonly sequence: number }
  | {
      readonly event: 'shard';
      readonly fit: string;
      readonly kind: FitTaskKind;
      readonly shard: number;
    };

/** What a worker is run with. */
export interface WorkerJob {
  /** Ends it in good order. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** Takes requests of a fleet, has them inspected, and answers them, until it is stopped. */
export class Worker {
  readonly #name: string;
  readonly #fleet: Fleet;
  readonly #config: WorkerConfig;
  readonly #settings: FleetSettings;
  readonly #onEvent: (event: WorkerEvent) => void;
  readonly #queue: InspectionQueue;
  readonly #consumers: PullConsumers;
  readonly #desk: RequestDesk;
  readonly #bell = new Bell();
  readonly #throughput = new Throughput();
  readonly #inHand = new Set<Delivery>();
  /** The model by which each product was last inspected. */
  readonly #modelOf = new Map<string, string>();
  readonly #startedAt = new Date().toISOString();
  #stopping = false;
  #failure: NominalError | null = null;

  private constructor(
    fleet: Fleet,
    config: WorkerConfig,
    settings: FleetSettings,
    onEvent: (event: WorkerEvent) => void,
  ) {
    this.#fleet = fleet;
    this.#config = config;
    this.#settings = settings;
    this.#onEvent = onEvent;
    this.#name = config.name ?? workerName();
    const { threads, modelMemoryBytes, cache, cacheBytes, backbones } = config;
    const { maxMegapixels, lenientJpeg } = config;
    const decoding = { maxMegapixels, lenientJpeg };
    this.#queue = new InspectionQueue({ threads, modelMemoryBytes, decoding });
    this.#consumers = new PullConsumers(fleet, settings.ackWaitMs);
    this.#desk = new RequestDesk({
      fleet,
      worker: this.#name,
      maxTries: settings.maxTries,
      models: new ModelFiles(fleet, { folder: cache, maxBytes: cacheBytes, backbones }),
      queue: this.#queue,
      consumers: this.#consumers,
      onModel: (product, model) => this.#modelOf.set(product, model),
    });
  }

  /**
   * Works until the signal is aborted or the fleet asks it to leave, then finishes the requests in
   * hand.
   *
   * @throws NominalError `FLEET_PROTOCOL`, `FLEET_NOT_SET_UP`, `FLEET_DENIED`, or `FLEET_UNREACHABLE`.
   */
  static async run(
    fleet: Fleet,
    config: WorkerConfig,
    { signal, onEvent = () => undefined }: WorkerJob,
  ): Promise<void> {
    const settings = await requireProtocol(fleet);
    const worker = new Worker(fleet, config, settings, onEvent);
    const stop = () => worker.#stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      await worker.#work();
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#onEvent({ event: 'draining' });
    this.#bell.ring();
  }

  async #work(): Promise<void> {
    const roster = new Roster(this.#fleet);
    const incoming = new IncomingRequests({
      fleet: this.#fleet,
      worker: this.#name,
      serves: this.#config.models,
      consumers: this.#consumers,
      roster,
      bell: this.#bell,
      warm: () => this.#warm(),
    });
    const advert = new Advert(
      this.#fleet,
      this.#name,
      () => this.#advert(),
      () => this.#stop(),
    );
    const signs = setInterval(() => this.#giveSigns(), this.#settings.ackWaitMs / SIGNS_OF_LIFE);
    this.#watchConnection().catch(() => this.#bell.ring());
    try {
      this.#onEvent({ event: 'started', worker: this.#name });
      await this.#takeRequests(incoming);
      await this.#handsEmpty();
      if (this.#failure !== null) throw this.#failure;
    } finally {
      clearInterval(signs);
      incoming.close();
      roster.close();
      await advert.close();
      await this.#queue.close();
    }
  }

  async #takeRequests(incoming: IncomingRequests): Promise<void> {
    while (!this.#stopping) {
      if (this.#inHand.size >= this.#config.capacity) {
        await this.#bell.wait();
        continue;
      }
      const delivery = await incoming.next();
      if (delivery === null) continue;
      this.#inHand.add(delivery);
      const isSuspect = delivery.tries >= ALONE_FROM_TRY;
      if (isSuspect) await this.#handsEmpty(delivery);
      const handled = this.#handle(delivery);
      if (isSuspect) await handled;
    }
  }

  async #handle(delivery: Delivery): Promise<void> {
    const start = performance.now();
    try {
      const outcome = await this.#desk.handle(delivery);
      const now = performance.now();
      if (outcome === 'judged' || outcome === 'failed')
        this.#throughput.add(outcome, now - start, now);
      if (outcome === 'failed') {
        const { product, sequence } = delivery;
        this.#onEvent({ event: 'failed', product, sequence });
      }
    } catch (cause) {
      this.#failure ??= fleetError(cause, 'a request cannot be answered');
      this.#stop();
    } finally {
      this.#inHand.delete(delivery);
      this.#bell.ring();
    }
  }

  /** Waits until no request is in hand except the one named. */
  async #handsEmpty(but?: Delivery): Promise<void> {
    while ([...this.#inHand].some((delivery) => delivery !== but)) await this.#bell.wait();
  }

  /** Products whose model is in memory, or about to be. */
  #warm(): string[] {
    const loaded = new Set(this.#queue.models);
    const warm = [...this.#modelOf].filter(([, model]) => loaded.has(model));
    const inHand = [...this.#inHand].map(({ product }) => product);
    return [...new Set([...warm.map(([product]) => product), ...inHand])];
  }

  #advert(): WorkerAdvert {
    return {
      protocol: PROTOCOL_VERSION,
      worker: this.#name,
      version,
      host: hostname(),
      startedAt: this.#startedAt,
      state: this.#stopping ? 'draining' : 'serving',
      serves: [...this.#config.models],
      warm: this.#warm(),
      capacity: this.#config.capacity,
      inHand: this.#inHand.size,
      ...this.#throughput.figures(performance.now()),
    };
  }

  #giveSigns(): void {
    if (this.#fleet.connection.isClosed()) return;
    for (const delivery of this.#inHand) delivery.working();
  }

  async #watchConnection(): Promise<void> {
    for await (const { type } of this.#fleet.connection.status()) {
      if (type === 'disconnect') this.#onEvent({ event: 'disconnected' });
      if (type === 'reconnect') this.#onEvent({ event: 'reconnected' });
    }
    this.#bell.ring();
  }
}

/** A name that no other worker has. */
export function workerName(): string {
  const host = hostname()
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 32);
  return `${host}-${process.pid}-${nuid.next().slice(-6)}`;
}

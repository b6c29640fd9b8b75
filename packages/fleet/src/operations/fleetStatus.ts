import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import { listProducts } from '../connection/products.ts';
import { readAdverts } from '../connection/readAdverts.ts';
import { PROTOCOL_VERSION } from '../protocol/protocolVersion.ts';
import type { WorkerAdvert } from '../protocol/workerAdvert.ts';
import { requireProtocol } from '../setup/fleetState.ts';

/** How full a stream is. */
export interface StreamFill {
  readonly messages: number;
  readonly bytes: number;
  /** Limit in bytes; what does not fit is refused. */
  readonly maxBytes: number;
  /** Servers that hold it. */
  readonly replicas: number;
}

/** Requests of one product and priority that are not yet answered. */
export interface QueuedRequests {
  readonly product: string;
  readonly priority: string;
  readonly requests: number;
}

/** A fleet at one moment. */
export interface FleetStatus {
  readonly fleet: string;
  readonly protocol: number;
  readonly products: number;
  readonly workers: readonly WorkerAdvert[];
  readonly requests: StreamFill;
  /** Age of the oldest request that is not yet answered, in seconds; null if there is none. */
  readonly lagSeconds: number | null;
  readonly queued: readonly QueuedRequests[];
  readonly results: StreamFill;
  readonly deadLetters: StreamFill;
  /** Images a second over all workers, of the last ten seconds. */
  readonly perSecond: number;
}

/** @throws NominalError `FLEET_PROTOCOL`, `FLEET_NOT_SET_UP`, or another of the fleet. */
export async function fleetStatus(fleet: Fleet): Promise<FleetStatus> {
  await requireProtocol(fleet);
  const { names, manager } = fleet;
  try {
    const [workers, products, waiting, results, deadLetters] = await Promise.all([
      readAdverts(fleet),
      listProducts(fleet),
      manager.streams.info(names.requests, { subjects_filter: names.requestSubject('*', '*') }),
      manager.streams.info(names.results),
      manager.streams.info(names.deadLetters),
    ]);
    const { messages, first_ts, subjects = {} } = waiting.state;
    return {
      fleet: names.fleet,
      protocol: PROTOCOL_VERSION,
      products: products.length,
      workers,
      requests: fillOf(waiting),
      lagSeconds: messages === 0 ? null : (Date.now() - Date.parse(first_ts)) / 1000,
      queued: Object.entries(subjects).map(([subject, requests]) => {
        const [, , priority, product] = subject.split('.');
        return { product, priority, requests };
      }),
      results: fillOf(results),
      deadLetters: fillOf(deadLetters),
      perSecond: workers.reduce((sum, { perSecond }) => sum + perSecond, 0),
    };
  } catch (cause) {
    throw fleetError(cause, 'the status of the fleet cannot be read');
  }
}

type Info = Awaited<ReturnType<Fleet['manager']['streams']['info']>>;

function fillOf({ state, config }: Info): StreamFill {
  const { messages, bytes } = state;
  return { messages, bytes, maxBytes: config.max_bytes, replicas: config.num_replicas };
}

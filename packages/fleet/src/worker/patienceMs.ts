import { createHash } from 'node:crypto';

/** What is known of another worker when it is decided who serves a product. */
export interface Peer {
  readonly worker: string;
  /** Products whose model it has in memory. */
  readonly warm: readonly string[];
}

/** A worker gives those before it so long to load a model that nobody has. */
const STEP_MS = 150;
/** What another worker has the model for is left to it for so long. */
export const WARM_ELSEWHERE_MS = 500;

/**
 * How long requests of a product wait before a worker may take them: not at all where it has the model
 * in memory; longest where another has; and where nobody has, each worker according to its place in an
 * order that differs from product to product and that all agree on (rendezvous hashing), so that
 * products spread over the workers.
 *
 * @param isWarm whether this worker has the model in memory.
 * @param peers the other workers that live and serve the product.
 */
export function patienceMs(
  product: string,
  worker: string,
  isWarm: boolean,
  peers: readonly Peer[],
): number {
  if (isWarm) return 0;
  if (peers.some(({ warm }) => warm.includes(product))) return WARM_ELSEWHERE_MS;
  const own = rankOf(product, worker);
  const before = peers.filter((peer) => rankOf(product, peer.worker) > own).length;
  return Math.min(before * STEP_MS, WARM_ELSEWHERE_MS);
}

function rankOf(product: string, worker: string): number {
  return createHash('sha256').update(`${product} ${worker}`).digest().readUInt32BE(0);
}

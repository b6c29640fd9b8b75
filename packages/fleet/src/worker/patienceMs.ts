import { createHash } from 'node:crypto';

/** Facts about another worker, for deciding which serves a product. */
export interface Peer {
  readonly worker: string;
  /** Products whose model it has in memory. */
  readonly warm: readonly string[];
}

/** Time that a worker gives those before it to load a model that no worker has. */
const STEP_MS = 150;
/** Time for which requests are left to another worker that has the model. */
export const WARM_ELSEWHERE_MS = 500;

/**
 * How long requests of a product wait before a worker may take them: not at all if it has the model in
 * memory; longest if another has it; and if none has, each worker according to its place in an order
 * that differs from product to product and that all agree on (rendezvous hashing), so that products
 * spread over the workers.
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

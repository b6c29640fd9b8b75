/** Most threads: beyond, a network of usual size gains nothing. */
const MAX_THREADS = 8;

/** Threads for the network: one unless the page is isolated from others, without which browsers share no memory. */
export function availableParallelism(): number {
  return self.crossOriginIsolated ? Math.min(MAX_THREADS, navigator.hardwareConcurrency) : 1;
}

/** Maximum number of threads: a network of usual size gains nothing from more. */
const MAX_THREADS = 8;

/** Threads for the network: one unless the page is cross-origin isolated, without which browsers share no memory. */
export function availableParallelism(): number {
  return self.crossOriginIsolated ? Math.min(MAX_THREADS, navigator.hardwareConcurrency) : 1;
}

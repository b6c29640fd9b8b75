/** Key of the state bucket by which a worker is asked to leave. */
export function drainKey(worker: string): string {
  return `drain.${worker}`;
}

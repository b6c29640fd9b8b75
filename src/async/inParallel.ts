import { throwIfCancelled } from '../errors/index.ts';

/**
 * Does the work for each item, several at a time, started in order. The first failure stops the others
 * and is thrown once they have ended, so that nothing keeps running after the error.
 *
 * @param atOnce number of items at a time; whole, ≥ 1.
 * @param work must end soon after its signal is aborted.
 * @throws NominalError `CANCELLED` if the signal is aborted; otherwise the first failure.
 */
export async function inParallel<Item>(
  items: Iterable<Item>,
  atOnce: number,
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const open = items[Symbol.iterator]();
  const run = async () => {
    for (let next = open.next(); !next.done; next = open.next()) {
      throwIfCancelled(stop);
      await work(next.value, stop);
    }
  };
  // Errors of the others after they are stopped are ignored: a signal keeps its first reason.
  const runs = Array.from({ length: atOnce }, () =>
    run().catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(runs);
  throwIfCancelled(signal);
  if (failed.signal.aborted) throw failed.signal.reason;
}

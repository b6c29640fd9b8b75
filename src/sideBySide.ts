import { throwIfCancelled } from './errors/index.ts';

/**
 * Does a piece of work for each item, several at once, in order. The first to fail stops the others,
 * whose ends are waited for, so that nothing goes on behind the error.
 *
 * @param atOnce whole, ≥ 1.
 * @param work is to end soon after its signal is aborted.
 * @throws NominalError `CANCELLED` if the signal is aborted, or what the first to fail threw.
 */
export async function sideBySide<Item>(
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
  // What the others throw once they are stopped is of no interest: a signal keeps its first reason.
  const runs = Array.from({ length: atOnce }, () =>
    run().catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(runs);
  throwIfCancelled(signal);
  if (failed.signal.aborted) throw failed.signal.reason;
}

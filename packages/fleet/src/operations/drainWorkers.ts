import { setTimeout as delay } from 'node:timers/promises';
import { NominalError, throwIfCancelled } from 'nominal-vision/internal/errors';
import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import { readAdverts } from '../connection/readAdverts.ts';
import { drainKey } from '../protocol/FleetNames.ts';
import { requireProtocol } from '../setup/fleetState.ts';

const LOOK_MS = 250;

/**
 * Asks workers to take no more requests, end what they have in hand and leave, and waits until they
 * have.
 *
 * @param workers names; all that live if empty.
 * @returns the names of those that have left.
 * @throws NominalError `NOT_FOUND` for a name that no worker has, `CANCELLED`, or another of the fleet.
 */
export async function drainWorkers(
  fleet: Fleet,
  workers: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  await requireProtocol(fleet);
  try {
    const living = await namesOf(fleet);
    const unknown = workers.find((worker) => !living.includes(worker));
    if (unknown !== undefined) {
      throw new NominalError('NOT_FOUND', {
        what: `no worker is called ${unknown}`,
        expected: living.length === 0 ? 'a worker that lives; there is none' : living.join(', '),
      });
    }
    const leaving = workers.length === 0 ? living : workers;
    const state = await fleet.bucket(fleet.names.state);
    for (const worker of leaving) await state.put(drainKey(worker), new Date().toISOString());
    for (;;) {
      throwIfCancelled(signal);
      const left = await namesOf(fleet);
      if (!leaving.some((worker) => left.includes(worker))) return leaving;
      await delay(LOOK_MS);
    }
  } catch (cause) {
    throw fleetError(cause, 'the workers cannot be drained');
  }
}

async function namesOf(fleet: Fleet): Promise<string[]> {
  return (await readAdverts(fleet)).map(({ worker }) => worker);
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Fleet } from './Fleet.ts';
import { fleetError } from './fleetError.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;

/**
 * Retries work that needs the servers while they are away or full: a node that restarts or a stream
 * without room delays the work, and none of it is lost.
 *
 * @param what is to be done, for the error: "the result cannot be published".
 * @throws NominalError `FLEET_DENIED`, one that the work itself throws, or `FLEET_UNREACHABLE` once the
 *   connection was closed.
 */
export async function untilReached<Result>(
  fleet: Fleet,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (cause) {
      // A mistake in the program would be met again and again.
      if (cause instanceof TypeError || cause instanceof RangeError) throw cause;
      const error = fleetError(cause, what);
      const passes = ['FLEET_UNREACHABLE', 'FLEET_NOT_SET_UP', 'FLEET_FULL'].includes(error.code);
      if (!passes || fleet.connection.isClosed()) throw error;
      await delay(waitMs);
    }
  }
}

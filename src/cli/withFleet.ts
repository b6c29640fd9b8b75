import type { Fleet } from '../fleet/connection/Fleet.ts';
import { type NatsFlags, natsOptionsOf } from './natsOptions.ts';

/** Does something with a fleet, and ends the connection. */
export async function withFleet<Result>(
  flags: NatsFlags,
  name: string,
  work: (fleet: Fleet) => Promise<Result>,
): Promise<Result> {
  const options = natsOptionsOf(flags);
  // The NATS client would slow the start of every other command.
  const { Fleet } = await import('../fleet/connection/Fleet.ts');
  const fleet = await Fleet.connect(options, name);
  try {
    return await work(fleet);
  } finally {
    await fleet.close();
  }
}

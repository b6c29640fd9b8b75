import type { Fleet } from '../connection/Fleet.ts';
import { type NatsFlags, natsOptionsOf } from 'nominal-vision/internal/cli';

/** Does something with a fleet, and ends the connection. */
export async function withFleet<Result>(
  flags: NatsFlags,
  name: string,
  work: (fleet: Fleet) => Promise<Result>,
): Promise<Result> {
  const options = natsOptionsOf(flags);
  // The NATS client would slow the start of every other command.
  const { Fleet } = await import('../connection/Fleet.ts');
  const fleet = await Fleet.connect(options, name);
  try {
    return await work(fleet);
  } finally {
    await fleet.close();
  }
}

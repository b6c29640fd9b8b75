import type { FitOptions } from 'nominal-vision/internal/config';
import { fitByShards, type FitJob, jobOf, type SpreadFit } from 'nominal-vision/internal/detector';
import type { Fleet } from '../connection/Fleet.ts';
import { requireProtocol } from '../setup/fleetState.ts';
import { FleetCrew, type FleetFitJob } from './FleetCrew.ts';

/**
 * Fits with the workers of a fleet: each works on a shard at a time.
 *
 * @param images paths of good images.
 * @returns a detector, which the caller closes.
 * @throws NominalError as `fit` does, `FLEET_TIMEOUT` where no worker takes fits, or another of the
 *   fleet.
 */
export async function fitInFleet(
  fleet: Fleet,
  images: readonly string[],
  options: FitOptions,
  job: FitJob & FleetFitJob = {},
): Promise<SpreadFit> {
  await requireProtocol(fleet);
  const { silenceMs, ...fitJob } = job;
  const watched = { ...jobOf(job), ...(silenceMs === undefined ? {} : { silenceMs }) };
  const crew = await FleetCrew.create(fleet, watched);
  try {
    return await fitByShards(images, options, crew, fitJob);
  } finally {
    await crew.end();
  }
}

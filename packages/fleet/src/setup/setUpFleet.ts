import { StorageType } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { Objm } from '@nats-io/obj';
import { nanos } from '@nats-io/transport-node';
import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import type { FleetSettings } from '../protocol/fleetSettings.ts';
import { WORKER_TTL_MS } from '../protocol/workerAdvert.ts';
import type { FleetLimits } from './fleetLimits.ts';
import { streamConfigs } from './streamConfigs.ts';
import { requireProtocol, writeState } from './fleetState.ts';

/** Room for entries of products, of workers and of the fleet: some kilobytes each. */
const BUCKET_BYTES = 64 * 2 ** 20;

/**
 * Makes the streams and buckets of a fleet, or changes their limits; what they hold stays.
 *
 * @throws NominalError `FLEET_PROTOCOL` of a fleet of another version, `FLEET_FULL` if the servers do
 *   not have that much room, or another of the fleet.
 */
export async function setUpFleet(
  fleet: Fleet,
  limits: FleetLimits,
  settings: FleetSettings,
): Promise<void> {
  const { names, manager, streams } = fleet;
  const { replicas, modelBytes, imageBytes, resultHours } = limits;
  await requireProtocol(fleet, { absentIsFine: true });
  try {
    for (const config of streamConfigs(names, limits)) {
      const known = await manager.streams.names(config.subjects?.[0]).next();
      if (known.includes(config.name)) await manager.streams.update(config.name, config);
      else await manager.streams.add(config);
    }
    const buckets = new Kvm(streams);
    const bucket = { replicas, max_bytes: BUCKET_BYTES, history: 1 };
    await buckets.create(names.state, bucket);
    // Reads of the leader: a follower that lags would not know a product that was just published.
    await buckets.create(names.products, { ...bucket, allow_direct: false });
    await buckets.create(names.workers, {
      ...bucket,
      ttl: WORKER_TTL_MS,
      storage: StorageType.Memory,
    });
    const objects = new Objm(streams);
    await objects.create(names.models, { replicas, max_bytes: modelBytes });
    await objects.create(names.images, {
      replicas,
      max_bytes: imageBytes,
      ttl: nanos(resultHours * 3_600_000),
    });
    await writeState(fleet, settings);
  } catch (cause) {
    throw fleetError(cause, `the fleet ${names.fleet} cannot be set up`);
  }
}

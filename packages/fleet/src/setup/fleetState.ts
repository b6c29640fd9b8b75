import type { Fleet } from '../connection/Fleet.ts';
import { fleetError } from '../connection/fleetError.ts';
import { NominalError } from 'nominal-vision/internal/errors';
import { type FleetSettings, fleetStateSchema } from '../protocol/fleetSettings.ts';
import { parseMessage } from '../protocol/parseMessage.ts';
import { PROTOCOL_VERSION } from '../protocol/protocolVersion.ts';

const KEY = 'fleet';

/**
 * The settings of a fleet that speaks this program's protocol; null if there is no fleet yet and that
 * is allowed.
 *
 * @throws NominalError `FLEET_PROTOCOL`, `FLEET_NOT_SET_UP`, or another of the fleet.
 */
export async function requireProtocol(fleet: Fleet): Promise<FleetSettings>;
export async function requireProtocol(
  fleet: Fleet,
  options: { readonly absentIsFine: true },
): Promise<FleetSettings | null>;
export async function requireProtocol(
  fleet: Fleet,
  options?: { readonly absentIsFine: true },
): Promise<FleetSettings | null> {
  const { names } = fleet;
  const text = await readState(fleet);
  if (text === null) {
    if (options?.absentIsFine) return null;
    throw new NominalError('FLEET_NOT_SET_UP', {
      what: `there is no fleet ${names.fleet}`,
      remedy: 'Run "nominal fleet setup"',
    });
  }
  return parseMessage(fleetStateSchema, text, `state of the fleet ${names.fleet}`).settings;
}

async function readState(fleet: Fleet): Promise<string | null> {
  try {
    const bucket = await fleet.bucket(fleet.names.state);
    return (await bucket.get(KEY))?.string() ?? null;
  } catch (cause) {
    const error = fleetError(cause, `the state of the fleet ${fleet.names.fleet} cannot be read`);
    if (error.code === 'FLEET_NOT_SET_UP') return null;
    throw error;
  }
}

/** Writes the settings with this program's protocol version. */
export async function writeState(fleet: Fleet, settings: FleetSettings): Promise<void> {
  const bucket = await fleet.bucket(fleet.names.state);
  await bucket.put(KEY, JSON.stringify({ protocol: PROTOCOL_VERSION, settings }));
}

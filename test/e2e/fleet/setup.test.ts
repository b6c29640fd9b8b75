import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fleet } from '../../../packages/fleet/src/connection/Fleet.ts';
import { changeProduct, readProduct } from '../../../packages/fleet/src/connection/products.ts';
import { type NatsOptionsInput, natsOptionsSchema } from '../../../src/config/natsOptions.ts';
import { fleetSettingsSchema } from '../../../packages/fleet/src/protocol/fleetSettings.ts';
import { fleetLimitsSchema } from '../../../packages/fleet/src/setup/fleetLimits.ts';
import { requireProtocol } from '../../../packages/fleet/src/setup/fleetState.ts';
import { setUpFleet } from '../../../packages/fleet/src/setup/setUpFleet.ts';
import { hasNats, type NatsServer, startNats } from './natsServer.ts';

describe.skipIf(!hasNats)('setting up a fleet (skipped without nats-server)', () => {
  let server: NatsServer;
  let guarded: NatsServer;

  beforeAll(async () => {
    server = await startNats();
    guarded = await startNats('authorization { user: line, password: "p@ss" }');
  });
  afterAll(() => Promise.all([server.end(), guarded.end()]));

  const connect = (options: Partial<NatsOptionsInput> = {}) =>
    Fleet.connect(natsOptionsSchema.parse({ servers: [server.url], ...options }), 'test');
  const limits = fleetLimitsSchema.parse({});
  const settings = fleetSettingsSchema.parse({ ackWaitMs: 700 });

  it('makes the streams once, changes limits later, and tells everyone the settings', async () => {
    const fleet = await connect();
    await expect(requireProtocol(fleet)).rejects.toMatchObject({ code: 'FLEET_NOT_SET_UP' });
    await setUpFleet(fleet, limits, settings);
    await setUpFleet(fleet, { ...limits, requestBytes: 5_000_000 }, settings);
    const { config } = await fleet.manager.streams.info(fleet.names.requests);
    expect(config).toMatchObject({ max_bytes: 5_000_000, retention: 'workqueue', discard: 'new' });
    expect(await requireProtocol(fleet)).toEqual(settings);
    await fleet.close();
  });

  it('refuses a fleet of another protocol version, and sets up another fleet next to it', async () => {
    const fleet = await connect({ fleet: 'next' });
    await setUpFleet(fleet, limits, settings);
    const state = await fleet.bucket(fleet.names.state);
    await state.put('fleet', JSON.stringify({ protocol: 99, settings: { novelty: true } }));
    await expect(requireProtocol(fleet)).rejects.toMatchObject({ code: 'FLEET_PROTOCOL' });
    await expect(setUpFleet(fleet, limits, settings)).rejects.toMatchObject({
      code: 'FLEET_PROTOCOL',
    });
    await fleet.close();
  });

  it('changes a product from its current state, even if several do so at once: no change is lost', async () => {
    const fleet = await connect({ fleet: 'busy' });
    await setUpFleet(fleet, limits, settings);
    const models = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(64));
    const entries = await Promise.all(
      models.map((model) =>
        changeProduct(fleet, 'tile', (before) => ({
          model,
          previous: before?.model ?? null,
          falseRejectRate: null,
          publishedAt: '2026-01-02T03:04:05.000Z',
        })),
      ),
    );
    const last = await readProduct(fleet, 'tile');
    // Each except the last is the predecessor of another one.
    const froms = entries.map(({ previous }) => previous);
    expect(new Set([...froms, last?.model])).toEqual(new Set([null, ...models]));
    await fleet.close();
  });

  it('refuses more room than the servers have', async () => {
    const fleet = await connect({ fleet: 'large' });
    await expect(
      setUpFleet(fleet, { ...limits, requestBytes: 2 ** 50 }, settings),
    ).rejects.toMatchObject({ code: 'FLEET_FULL' });
    await fleet.close();
  });

  it('says if nothing is listening, or if credentials are missing or wrong', async () => {
    await expect(connect({ servers: ['nats://127.0.0.1:9'] })).rejects.toMatchObject({
      code: 'FLEET_UNREACHABLE',
    });
    const host = new URL(guarded.url).host;
    for (const login of ['', 'line:wrong@', 'token@']) {
      await expect(connect({ servers: [`nats://${login}${host}`] })).rejects.toMatchObject({
        code: 'FLEET_DENIED',
      });
    }
    const fleet = await connect({ servers: [`nats://line:p%40ss@${host}`] });
    await expect(requireProtocol(fleet)).rejects.toMatchObject({ code: 'FLEET_NOT_SET_UP' });
    await fleet.close();
  });
});

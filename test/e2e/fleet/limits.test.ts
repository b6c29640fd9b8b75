import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { fleetLimitsSchema } from '../../../packages/fleet/src/setup/fleetLimits.ts';
import { fleetSettingsSchema } from '../../../packages/fleet/src/protocol/fleetSettings.ts';
import { setUpFleet } from '../../../packages/fleet/src/setup/setUpFleet.ts';
import { hasNats } from './natsServer.ts';
import { allResults, part } from './testFleet.ts';
import { useFleet } from './useFleet.ts';
import { hangMs } from '../../hangMs.ts';

const MIB = 2 ** 20;

describe.skipIf(!hasNats)('streams without room (skipped without nats-server)', () => {
  const test = useFleet(['tile']);

  it('refuse requests, drop none that they accepted, and accept more once there is room', async () => {
    await test.setUp({ limits: { requestBytes: MIB, imageBytes: MIB } });
    const { client, fleet } = test;
    const image = Buffer.concat([await part(60), Buffer.alloc(200_000)]);
    const taken: string[] = [];
    const fill = async () => {
      for (;;) taken.push(await client.submit({ product: 'tile', image }));
    };
    await expect(fill()).rejects.toMatchObject({ code: 'FLEET_FULL' });
    expect(taken.length).toBeGreaterThan(2);
    await expect(
      client.submit({ product: 'tile', image: Buffer.concat([image, Buffer.alloc(2 * MIB)]) }),
    ).rejects.toMatchObject({ code: 'FLEET_FULL' });
    await test.start();
    await vi.waitUntil(async () => (await test.waiting()) === 0, hangMs);
    expect((await allResults(fleet)).map(({ id }) => id).sort()).toEqual(taken.sort());
    expect((await client.inspect({ product: 'tile', image }, hangMs)).outcome.kind).toBe('judged');
  });

  it('of results hold the workers up, and no result is lost once there is room', async () => {
    await test.setUp({ limits: { resultBytes: MIB } });
    const { client, fleet } = test;
    await test.start();
    const image = await part(61);
    // A neighbor fills the stream.
    const filling = { product: 'tile', client: 'neighbor', id: 'filler' };
    const subject = fleet.names.resultSubject(filling);
    await fleet.streams.publish(subject, Buffer.alloc(1_047_000));
    const answer = client.inspect({ product: 'tile', image, id: 'held-up' }, hangMs);
    const settled = await Promise.race([answer.then(() => 'answered'), delay(3000, 'held up')]);
    expect(settled).toBe('held up');
    expect(await test.waiting()).toBe(1);
    await setUpFleet(
      fleet,
      fleetLimitsSchema.parse({ resultBytes: 8 * MIB }),
      fleetSettingsSchema.parse({ ackWaitMs: 1000 }),
    );
    expect((await answer).id).toBe('held-up');
    await vi.waitUntil(async () => (await test.waiting()) === 0, hangMs);
  });
});

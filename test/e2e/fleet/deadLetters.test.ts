import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { headers } from '@nats-io/transport-node';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { spawnNominal } from '../spawnNominal.ts';
import { hasNats } from './natsServer.ts';
import { allResults, countOf, deadLetters, part, publishTo } from './testFleet.ts';
import { useFleet } from './useFleet.ts';
import { hangMs } from '../../hangMs.ts';

describe.skipIf(!hasNats)('requests that cannot be done (skipped without nats-server)', () => {
  const test = useFleet(['tile', 'bomb']);

  it('are dead letters with the reason: unknown products, damaged images, other versions', async () => {
    const { client, fleet } = test;
    await test.start();
    const image = await part(40);
    const ask = (product: string, bytes: Uint8Array) =>
      client.inspect({ product, image: bytes }, hangMs);
    await expect(ask('nut', image)).rejects.toMatchObject({ code: 'UNKNOWN_PRODUCT' });
    await expect(ask('tile', image.subarray(0, 300))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
    const header = headers();
    header.set('Nominal-Request', '{"protocol":99,"client":"next","id":"1"}');
    fleet.connection.publish(fleet.names.requestSubject('high', 'tile'), image, {
      headers: header,
    });
    await vi.waitUntil(async () => (await countOf(fleet, fleet.names.results)) === 3, hangMs);
    expect((await allResults(fleet)).at(-1)).toMatchObject({
      client: 'next',
      id: '1',
      outcome: { kind: 'failed', error: { code: 'FLEET_PROTOCOL' } },
    });
    const letters = await deadLetters(fleet);
    expect(letters.map(({ code }) => code)).toEqual([
      'UNKNOWN_PRODUCT',
      'IMAGE_UNREADABLE',
      'FLEET_PROTOCOL',
    ]);
    expect(letters[0].subject).toMatch(/^test-\d+\.dead\.nut\./);
    // From now on the product is known.
    await publishTo(fleet, test.model, ['nut']);
    expect((await ask('nut', image)).outcome.kind).toBe('judged');
    await vi.waitUntil(async () => (await test.waiting()) === 0, hangMs);
  });

  it('are given up after a number of tries if the image crashes the process; others are not affected', async () => {
    await test.setUp({ settings: { ackWaitMs: 5000, maxTries: 3 } });
    const { client, fleet } = test;
    const worker = await test.start();
    const image = await part(41);
    const ask = (product: string, bytes: Uint8Array) =>
      client.inspect({ product, image: bytes }, hangMs);
    await ask('tile', image);
    // As on a system that is short of memory: a process that asks for more is killed.
    const limitBytes = Math.max(...childrenOf(worker.process.pid).map(memoryOf)) + 120 * 2 ** 20;
    const killer = setInterval(() => {
      for (const child of childrenOf(worker.process.pid))
        if (memoryOf(child) > limitBytes) process.kill(child, 'SIGKILL');
    }, 10);
    try {
      const bomb = expect(ask('bomb', await largePng())).rejects.toMatchObject({
        code: 'WORKER_FAILED',
      });
      const others = await Promise.all(Array.from({ length: 6 }, () => ask('tile', image)));
      for (const { outcome } of others) expect(outcome.kind).toBe('judged');
      await bomb;
    } finally {
      clearInterval(killer);
    }
    expect(await deadLetters(fleet)).toMatchObject([{ code: 'WORKER_FAILED', tries: 3 }]);
    await vi.waitUntil(async () => (await test.waiting()) === 0, hangMs);
    expect(worker.process.exitCode).toBeNull();
  });

  it('are not even begun by a worker of another protocol version', async () => {
    const { fleet, url } = test;
    const state = await fleet.bucket(fleet.names.state);
    await state.put('fleet', '{"protocol":2,"settings":{}}');
    const { exitCode, err } = await spawnNominal([
      'worker',
      ...['--nats', url, '--fleet', fleet.names.fleet],
    ]);
    expect(exitCode).toBe(11);
    expect(err).toContain('FLEET_PROTOCOL');
  });
});

/** A few kilobytes that decode to 200 MB. */
async function largePng(): Promise<Buffer> {
  const background = { r: 90, g: 90, b: 90 };
  return sharp({ create: { width: 8800, height: 8800, channels: 3, background } })
    .png()
    .toBuffer();
}

function childrenOf(pid: number | undefined): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}

/** Resident bytes of a process; 0 if it has ended. */
function memoryOf(pid: number): number {
  try {
    const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}

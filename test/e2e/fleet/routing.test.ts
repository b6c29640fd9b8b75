import { describe, expect, it, vi } from 'vitest';
import { readAdverts } from '../../../packages/fleet/src/connection/readAdverts.ts';
import { hasNats } from './natsServer.ts';
import { allResults, part } from './testFleet.ts';
import { useFleet } from './useFleet.ts';
import { hangMs } from '../../hangMs.ts';

const products = ['a', 'b', 'c', 'd', 'e', 'f'];

describe.skipIf(!hasNats)('routing (skipped without nats-server)', () => {
  const test = useFleet(products);

  it('sends each product to the worker that has its model, spreads products, and finds another when that dies', async () => {
    const { client, workers } = test;
    const names = ['left', 'right'];
    for (const name of names) await test.start('--name', name);
    await vi.waitUntil(async () => (await readAdverts(test.fleet)).length === 2, hangMs);
    const image = await part(50);
    const workerOf = async (product: string) =>
      (await client.inspect({ product, image }, hangMs)).worker;
    const first = await Promise.all(products.map(workerOf));
    expect(new Set(first)).toEqual(new Set(names));
    let kept = 0;
    for (let round = 0; round < 4; round++) {
      for (const [i, product] of products.entries())
        if ((await workerOf(product)) === first[i]) kept++;
    }
    // If a stalled machine leaves a request waiting, the other worker takes it. By chance, 12 of 24 would stay.
    expect(kept).toBeGreaterThanOrEqual(21);
    await workers[names.indexOf(first[0])].kill();
    const other = names.find((name) => name !== first[0]);
    expect(await workerOf('a')).toBe(other);
  });

  it('takes the most urgent requests first, and only those that a worker is for', async () => {
    const { client, fleet } = test;
    const image = await part(51);
    for (const priority of ['low', 'normal', 'high'] as const) {
      for (const product of ['a', 'b'])
        await client.submit({ product, image, priority, id: `${priority}-${product}` });
    }
    await client.submit({ product: 'f', image, priority: 'high', id: 'foreign' });
    await test.start('--capacity', '1', '--models', 'a,b');
    await vi.waitUntil(async () => (await test.waiting()) === 1, hangMs);
    const order = (await allResults(fleet)).map(({ id }) => id.split('-')[0]);
    expect(order).toEqual(['high', 'high', 'normal', 'normal', 'low', 'low']);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { runNominal } from '../runNominal.ts';
import { hasNats } from './natsServer.ts';
import { allResults, countOf, deadLetters, part } from './testFleet.ts';
import { useFleet } from './useFleet.ts';
import { hangMs } from '../../hangMs.ts';

describe.skipIf(!hasNats)('workers of a fleet (skipped without nats-server)', () => {
  const test = useFleet(['tile']);

  it('answer as the library does, also images too large for a message and those that a camera publishes', async () => {
    await test.setUp({ settings: { ackWaitMs: hangMs } });
    const { client, fleet } = test;
    await test.start();
    const good = await client.inspect(
      { product: 'tile', image: await part(20), name: 'a' },
      hangMs,
    );
    expect(good).toMatchObject({ name: 'a', tries: 1, outcome: { kind: 'judged' } });
    const scratched = await part(21, 'scratch');
    // Bytes after the end of a PNG change only its size.
    const large = Buffer.concat([scratched, Buffer.alloc(3 * 2 ** 20)]);
    const [small, big] = await Promise.all(
      [scratched, large].map((image) => client.inspect({ product: 'tile', image }, hangMs)),
    );
    expect(big.outcome).toMatchObject({ kind: 'judged', judgement: { verdict: 'anomalous' } });
    expect(big.outcome.judgement.imageScore).toBe(small.outcome.judgement.imageScore);
    expect(big.outcome.judgement.patchScores).toEqual(small.outcome.judgement.patchScores);
    const images = await fleet.objects(fleet.names.images);
    const kept = async () => (await images.list()).filter(({ deleted }) => !deleted);
    await expect.poll(kept).toEqual([]);

    // Only the image, as "nats pub" or an MQTT gateway would send it.
    fleet.connection.publish(fleet.names.requestSubject('normal', 'tile'), scratched);
    await vi.waitUntil(async () => (await countOf(fleet, fleet.names.results)) === 4, hangMs);
    expect((await allResults(fleet)).at(-1)).toMatchObject({
      client: 'anonymous',
      outcome: { kind: 'judged', judgement: { imageScore: small.outcome.judgement.imageScore } },
    });
  });

  it('give exactly one result to each request while they are killed with requests in hand', async () => {
    const { client, fleet, workers } = test;
    await test.start();
    await test.start();
    const image = await part(30);
    const ids: string[] = [];
    for (let kills = 0; kills < 4; kills++) {
      const answered = await countOf(fleet, fleet.names.results);
      const more = Array.from({ length: 40 }, (_, i) => `request-${kills}-${i}`);
      await Promise.all(more.map((id) => client.submit({ product: 'tile', image, id })));
      ids.push(...more);
      await vi.waitUntil(
        async () => (await countOf(fleet, fleet.names.results)) > answered,
        hangMs,
      );
      await workers.shift()?.kill();
      await test.start();
    }
    await vi.waitUntil(async () => (await test.waiting()) === 0, hangMs);
    const results = await allResults(fleet);
    expect(results.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(results.every(({ outcome }) => outcome.kind === 'judged')).toBe(true);
    expect(results.some(({ tries }) => tries > 1)).toBe(true);
    expect(await deadLetters(fleet)).toEqual([]);
  });

  it('are shown by their fleet, and leave when asked to, with nothing left in hand', async () => {
    const { client, fleet, url } = test;
    const worker = await test.start('--name', 'bench-1');
    const image = await part(31);
    const answers = Array.from({ length: 10 }, () =>
      client.inspect({ product: 'tile', image }, hangMs),
    );
    await answers[0];
    const nats = ['--nats', url, '--fleet', fleet.names.fleet];
    const missing = await runNominal('fleet', 'drain', 'bench-2', ...nats);
    expect(missing).toMatchObject({ exitCode: 10 });
    const drained = await runNominal('fleet', 'drain', 'bench-1', ...nats);
    expect(drained).toMatchObject({ exitCode: 0, out: 'bench-1 has left\n' });
    expect(await worker.ended).toBe(0);
    const status = await runNominal('fleet', 'status', ...nats, '--json');
    const results = await countOf(fleet, fleet.names.results);
    expect(JSON.parse(status.out)).toMatchObject({
      workers: [],
      products: 1,
      results: { messages: results },
      requests: { messages: 10 - results },
    });
    // Requests that it has not started go to another worker.
    await test.start('--name', 'bench-1');
    await Promise.all(answers);
    const text = await runNominal('fleet', 'status', ...nats);
    expect(text.out).toContain('1 product, 1 worker');
  });
});

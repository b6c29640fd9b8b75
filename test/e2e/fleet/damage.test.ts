import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readObject } from '../../../packages/fleet/src/connection/readObject.ts';
import { hasNats } from './natsServer.ts';
import { deadLetters, part, publishTo } from './testFleet.ts';
import { useFleet } from './useFleet.ts';

// A busy machine must not fail these tests.

describe.skipIf(!hasNats)('what is damaged or full (skipped without nats-server)', () => {
  const test = useFleet(['tile']);

  /** Removes pieces of an object, as if the server had lost a block of its stream. */
  async function tear(store: string, name: string, which: 'first' | 'last' | 'all') {
    const { fleet } = test;
    const info = await (await fleet.objects(store)).info(name);
    const filter = `$O.${store}.C.${info?.nuid}`;
    const stream = `OBJ_${store}`;
    const last = await fleet.manager.streams.getMessage(stream, { last_by_subj: filter });
    if (which === 'all') await fleet.manager.streams.purge(stream, { filter });
    else {
      // Its pieces are consecutive.
      const before = which === 'first' ? (info?.chunks ?? 0) - 1 : 0;
      await fleet.manager.streams.deleteMessage(stream, (last?.seq ?? 0) - before);
    }
  }

  it.each(['first', 'last', 'all'] as const)(
    'an object without its pieces (%s) is known as damaged, and a whole one is read',
    async (which) => {
      const { fleet } = test;
      const store = fleet.names.images;
      const bytes = new Uint8Array(700_000).map((_, i) => i % 251);
      const objects = await fleet.objects(store);
      await objects.putBlob({ name: 'torn' }, bytes);
      await objects.putBlob({ name: 'whole' }, bytes);
      await objects.putBlob({ name: 'empty' }, new Uint8Array());
      await tear(store, 'torn', which);
      const read = (name: string) => readObject(fleet, store, name, { silenceMs: 1000 });
      expect(await read('torn')).toBe('damaged');
      expect(await read('whole')).toEqual(bytes);
      expect(await read('empty')).toEqual(new Uint8Array());
      expect(await read('none')).toBe('absent');
    },
  );

  it('a model of which a piece is lost makes no image a dead letter, and is mended by publishing it again', async () => {
    const { fleet, client, model } = test;
    const sha256 = createHash('sha256').update(model.bytes).digest('hex');
    await tear(fleet.names.models, sha256, 'last');
    const cache = await mkdtemp(join(tmpdir(), 'nominal-cache-'));
    const worker = await test.start('--cache', cache);
    const answer = client.inspect({ product: 'tile', image: await part(70) }, 120_000);
    // It has been tried and given back.
    const state = await fleet.bucket(fleet.names.state);
    await vi.waitUntil(async () => (await state.get('excuses.1')) !== null, 60_000);
    await publishTo(fleet, model, ['tile']);
    expect((await answer).outcome.kind).toBe('judged');
    expect(await deadLetters(fleet)).toEqual([]);
    // The excused deliveries are forgotten with the request.
    await vi.waitUntil(async () => (await state.get('excuses.1'))?.operation !== 'PUT', 60_000);
    await worker.kill();
    await rm(cache, { recursive: true });
  });

  it('a worker that cannot write gives good images back, however often, until one can', async () => {
    await test.setUp({ settings: { maxTries: 2 } });
    const { fleet, client } = test;
    const folder = await mkdtemp(join(tmpdir(), 'nominal-full-'));
    const cache = join(folder, 'cache');
    // A file in its place prevents the folder.
    await writeFile(cache, '');
    const worker = await test.start('--cache', cache);
    const answer = client.inspect({ product: 'tile', image: await part(71) }, 120_000);
    const state = await fleet.bucket(fleet.names.state);
    await vi.waitUntil(
      async () => Number((await state.get('excuses.1'))?.string() ?? 0) > 3,
      60_000,
    );
    await rm(cache);
    expect((await answer).outcome.kind).toBe('judged');
    expect(await deadLetters(fleet)).toEqual([]);
    expect(worker.process.exitCode).toBeNull();
    await worker.kill();
    await rm(folder, { recursive: true });
  });
});

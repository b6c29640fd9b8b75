import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NominalError } from 'nominal-vision/internal/errors';
import { sourceSchema, type SourceConfig } from '../sources/kinds/index.ts';
import { Store } from '../store/index.ts';
import type { ConsoleKind } from './consoleKinds.ts';
import { type Closable, Endpoints } from './Endpoints.ts';

describe('Endpoints', () => {
  let folder = '';
  let store: Store;
  /** Names of those that are open. */
  let open: string[];
  /** Topics that cannot be opened. */
  let away: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-endpoints-'));
    store = await Store.open(folder);
    open = [];
    away = [];
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const mqtt = (name: string, topic = 't') =>
    ({ kind: 'mqtt', name, product: 'cap', url: 'mqtt://broker', topic }) as const;
  const mayAdd: ConsoleKind[] = ['mqtt'];
  const by = { actor: 'ann', mayAdd };

  /** As a start of the station makes them. */
  async function started(consoleMayAdd: readonly ConsoleKind[] = mayAdd) {
    const endpoints = new Endpoints<SourceConfig, Closable>({
      ...{ direction: 'source', schema: sourceSchema, consoleMayAdd, store },
      fromFile: [sourceSchema.parse(mqtt('of-file'))],
      report: () => undefined,
      open: (config) => {
        const { name } = config;
        if (config.kind === 'mqtt' && away.includes(config.topic))
          return Promise.reject(new NominalError('INPUT_NOT_FOUND', { what: 'it is away' }));
        open.push(name);
        const close = () => {
          open.splice(open.indexOf(name), 1);
          return Promise.resolve();
        };
        return Promise.resolve({ close });
      },
    });
    await endpoints.open();
    return endpoints;
  }

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => (error instanceof NominalError ? error.code : String(error)),
    );

  it('opens what is added at once and after the next start, and keeps who added it', async () => {
    const first = await started();
    await first.add({ ...mqtt('line'), password: 'hidden' }, by);
    expect(open).toEqual(['of-file', 'line']);
    await first.close();
    expect(open).toEqual([]);
    const second = await started();
    expect(second.list.map(({ config, origin }) => [config.name, origin])).toEqual([
      ['of-file', 'file'],
      ['line', 'console'],
    ]);
    expect(second.get('line').config).toMatchObject({ password: 'hidden' });
    const [entry] = await store.audit.list(1);
    expect(entry).toMatchObject({ actor: 'ann', action: 'source.add', target: 'line' });
    expect(JSON.stringify(entry)).not.toContain('hidden');
    await second.close();
  });

  it('leaves those of the file alone, and takes no name twice', async () => {
    const endpoints = await started();
    expect(await codeOf(endpoints.change('of-file', { topic: 'x' }, by))).toBe('CONFLICT');
    expect(await codeOf(endpoints.remove('of-file', 'ann'))).toBe('CONFLICT');
    expect(await codeOf(endpoints.add(mqtt('of-file'), by))).toBe('CONFLICT');
    expect(await codeOf(endpoints.remove('nobody', 'ann'))).toBe('NOT_FOUND');
    await endpoints.close();
  });

  it('adds no kind that is not allowed, not by a change either, and opens none that was allowed before', async () => {
    const camera = {
      kind: 'camera',
      name: 'c',
      product: 'cap',
      command: ['true'],
      frames: { format: 'png' },
    };
    const endpoints = await started(['mqtt', 'camera']);
    expect(await codeOf(endpoints.add(camera, by))).toBe('FORBIDDEN');
    await endpoints.add(mqtt('line'), by);
    const paths = { payload: 'path', root: '/etc' };
    expect(await codeOf(endpoints.change('line', paths, by))).toBe('FORBIDDEN');
    expect(await codeOf(endpoints.change('line', { kind: 'camera' }, by))).toBe('CONFIG_INVALID');
    await endpoints.add(camera, { ...by, mayAdd: ['camera'] });
    expect(open).toEqual(['of-file', 'line', 'c']);
    await endpoints.close();
    const later = await started();
    expect(open).toEqual(['of-file', 'line']);
    expect(later.get('c').problem?.code).toBe('FORBIDDEN');
    await later.close();
  });

  it('keeps one that a change has made unfit as it was before, and open', async () => {
    const endpoints = await started();
    await endpoints.add(mqtt('line', 'good'), by);
    away = ['bad'];
    expect(await codeOf(endpoints.change('line', { topic: 'bad' }, by))).toBe('INPUT_NOT_FOUND');
    expect(open).toEqual(['of-file', 'line']);
    expect(endpoints.get('line').config).toMatchObject({ topic: 'good' });
    await endpoints.change('line', { topic: 'other' }, by);
    expect(open).toEqual(['of-file', 'line']);
    const [kept] = await store.endpoints.list('source');
    expect(kept.config).toMatchObject({ topic: 'other' });
    expect(await codeOf(endpoints.add(mqtt('late', 'bad'), by))).toBe('INPUT_NOT_FOUND');
    expect(endpoints.list).toHaveLength(2);
    await endpoints.close();
  });

  it('starts without one that cannot be opened, and says why; it is forgotten once it is removed', async () => {
    const first = await started();
    await first.add(mqtt('line', 'drive'), by);
    await first.close();
    away = ['drive'];
    const second = await started();
    expect(second.get('line')).toMatchObject({
      opened: null,
      problem: { code: 'INPUT_NOT_FOUND' },
    });
    await second.remove('line', 'ann');
    await second.close();
    away = [];
    expect((await started()).list).toHaveLength(1);
  });

  it('refuses an address with a password in it, which would be shown', async () => {
    const endpoints = await started();
    const told = { ...mqtt('line'), url: 'mqtt://user:hidden@broker' };
    expect(await codeOf(endpoints.add(told, by))).toBe('CONFIG_INVALID');
    await endpoints.close();
  });
});

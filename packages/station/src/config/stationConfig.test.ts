import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStationConfig } from './stationConfig.ts';

describe('the station configuration', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const written = async (value: unknown) => {
    const path = join(folder, 'station.json');
    await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };
  const folderSource = { kind: 'folder', name: 'a', product: 'p', folder: '/in' };

  it('is complete without a file, and listens to this machine only', async () => {
    const absent = join(folder, 'absent.json');
    expect(await readStationConfig(absent, {}, { optional: true })).toMatchObject({
      host: '127.0.0.1',
      port: 7788,
      sources: [],
      sinks: [],
    });
    await expect(readStationConfig(absent)).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
  });

  it('takes what is given beside the file in preference', async () => {
    const path = await written({ port: 1000, host: '::1' });
    expect(await readStationConfig(path, { port: 2000 })).toMatchObject({
      port: 2000,
      host: '::1',
    });
  });

  it.each([
    ['{"port": ', /is not a JSON object/],
    ['[]', /is not a JSON object/],
    [{ prot: 1 }, /unknown key "prot", did you mean "port"/],
    [{ sources: [{ ...folderSource, kind: 'ftp' }] }, /"sources.0.kind"/],
    [{ sources: [folderSource, folderSource] }, /two sources have one name/],
    [{ sources: [{ ...folderSource, name: '../x' }] }, /"sources.0.name"/],
    [
      {
        sources: [
          { kind: 'mqtt', name: 'a', product: 'p', url: 'mqtt://x', topic: 't', payload: 'path' },
        ],
      },
      /needs a root folder/,
    ],
    [
      {
        sources: [
          {
            ...{ kind: 'camera', name: 'a', product: 'p', command: ['c'] },
            frames: { format: 'pnm' },
            trigger: { on: 'opcua', host: '0.0.0.0', security: 'none' },
          },
        ],
      },
      /"none" needs a loopback address/,
    ],
    [
      { sinks: [{ kind: 'webhook', name: 'a', url: 'file:///etc', secret: 'x'.repeat(16) }] },
      /url/,
    ],
    [{ sinks: [{ kind: 'webhook', name: 'a', url: 'http://x', secret: 'short' }] }, /secret/],
  ])('refuses %j', async (value, message) => {
    const path = await written(value);
    await expect(readStationConfig(path)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Inspection } from '../../../packages/station/src/web/types.ts';
import type { SourceState } from '../../../packages/station/src/sources/SourceState.ts';
import { camera, writeFrames } from './testCamera.ts';
import { call, createProduct, startTestStation, type TestStation } from './testStation.ts';
import { freePorts } from '../../freePorts.ts';

const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));
const PATIENCE = { timeout: 60_000, interval: 50 };

describe.skipIf(mosquitto === undefined)(
  'a camera that MQTT triggers (skipped without Mosquitto)',
  () => {
    let folder = '';
    let broker: ChildProcess;
    let client: MqttClient;
    let station: TestStation;
    const faults: object[] = [];
    const verdicts: { part: string | null; source: string; stamps: unknown }[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-mqtt-trigger-'));
      const [port] = await freePorts(1);
      const settings = `listener ${port} 127.0.0.1\nallow_anonymous true\n`;
      await writeFile(join(folder, 'mosquitto.conf'), settings);
      broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
      const url = `mqtt://127.0.0.1:${port}`;
      client = await mqtt.connectAsync(url, { reconnectPeriod: 100 });
      // From before the station: the part that it meant is gone.
      await client.publishAsync('line/trigger', 'retained', { retain: true, qos: 1 });
      client.on('message', (topic, payload) => {
        const told = JSON.parse(payload.toString()) as object;
        if (topic === 'line/verdict') verdicts.push(told as (typeof verdicts)[number]);
        if (topic === 'away/fault') faults.push(told);
      });
      await client.subscribeAsync(['line/verdict', 'away/fault']);
      const trigger = { on: 'mqtt', url, topic: 'line/trigger', frameTimeoutMs: 5000 } as const;
      const frames = await writeFrames(folder);
      station = await startTestStation({
        sources: [
          camera('line', frames, {}, { trigger }),
          camera(
            'away',
            frames,
            {},
            {
              command: ['no-such-program'],
              // All that is said of it, also by itself.
              trigger: { ...trigger, topic: 'away/#', faultTopic: 'away/fault' },
            },
          ),
        ],
        sinks: [{ kind: 'mqtt', name: 'plc', url, topic: 'line/verdict' }],
      });
      await createProduct(station.ask, 'tile');
    }, 180_000);
    afterAll(async () => {
      await station.end();
      await client.endAsync(true);
      broker.kill();
      await rm(folder, { recursive: true });
    });

    it('sends the verdict with the number of the part, and passes over what was retained', async () => {
      await client.publishAsync('line/trigger', ' SN 5\n');
      await vi.waitFor(() => expect(verdicts).toHaveLength(1), PATIENCE);
      expect(verdicts[0]).toMatchObject({ part: 'SN 5', source: 'line' });
      expect(verdicts[0].stamps).toMatchObject({ late: false });
      await client.publishAsync('line/trigger', '');
      await vi.waitFor(() => expect(verdicts).toHaveLength(2), PATIENCE);
      expect(verdicts[1].part).toBeNull();
      const { inspections } = await call<{ inspections: Inspection[] }>(
        station.ask,
        'GET',
        'inspections?source=line',
      );
      expect(inspections.map(({ part }) => part)).toEqual([null, 'SN 5']);
    });

    it('tells on its topic at once that a part is not inspected because the camera is down', async () => {
      const state = async () => {
        const sources = await call<{ name: string; state: SourceState }[]>(
          ...([station.ask, 'GET', 'sources'] as const),
        );
        return sources.find(({ name }) => name === 'away')?.state;
      };
      await vi.waitFor(async () => {
        expect((await state())?.faults.CAMERA_ENDED).toBeGreaterThan(0);
      }, PATIENCE);
      await client.publishAsync('away/trigger', 'SN 6');
      await vi.waitFor(() => expect(faults).toHaveLength(1), PATIENCE);
      expect(faults).toEqual([
        { part: 'SN 6', fault: 'CAMERA_DOWN', at: expect.any(String) as string },
      ]);
      expect((await state())?.faults.CAMERA_DOWN).toBe(1);
    });

    it('counts a part number that cannot be used', async () => {
      await client.publishAsync('line/trigger', 'x'.repeat(65));
      await vi.waitFor(async () => {
        const [{ state }] = await call<{ state: SourceState }[]>(station.ask, 'GET', 'sources');
        expect(state.faults).toEqual({ REQUEST_INVALID: 1 });
      }, PATIENCE);
    });
  },
);

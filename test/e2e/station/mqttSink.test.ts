import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mqttSink } from '../../../packages/station/src/sinks/kinds/mqtt.ts';
import { freePorts } from '../../freePorts.ts';

// A busy machine must not fail these tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));

describe.skipIf(mosquitto === undefined)('the MQTT sink (skipped without Mosquitto)', () => {
  let folder = '';
  let broker: ChildProcess;
  afterEach(async () => {
    broker.kill();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['does not say so', 'message_size_limit 1000'],
    ['announces it', 'max_packet_size 1000'],
  ])(
    'hands over what a broker takes that has a limit and %s, and keeps the rest',
    async (_, line) => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-sink-'));
      const [port] = await freePorts(1);
      const config = join(folder, 'mosquitto.conf');
      await writeFile(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n${line}\n`);
      broker = spawn(mosquitto ?? '', ['-c', config], { stdio: 'ignore' });
      const url = `mqtt://127.0.0.1:${port}`;
      const given = { kind: 'mqtt', name: 'plc', url };
      const sink = await mqttSink.open(mqttSink.schema.parse(given), {
        report: () => undefined,
      });
      const { signal } = new AbortController();
      const message = (bytes: number) =>
        JSON.stringify({ product: { name: 'tile' }, text: 'x'.repeat(bytes) });
      const send = (bytes: number) => sink.send(message(bytes), signal);
      const patience = { timeout: 120_000, interval: 100 };
      await vi.waitFor(() => send(10), patience);
      const isLimited = !line.startsWith('accept');
      if (isLimited) await expect(send(2000)).rejects.toThrow();
      // That may have closed the connection, which is then opened again.
      await vi.waitFor(() => send(10), patience);
      await sink.close();
    },
  );
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EdgeNode } from '../../../packages/station/src/sinks/sparkplug/EdgeNode.ts';
import { freePorts } from '../../freePorts.ts';
import { SparkplugHost } from './sparkplugHost.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));
const PATIENCE = { timeout: 60_000, interval: 20 };
const never = new AbortController().signal;

describe.skipIf(mosquitto === undefined)('EdgeNode (skipped without Mosquitto)', () => {
  let folder = '';
  let port = 0;
  let broker: ChildProcess;
  let host: SparkplugHost;
  let node: ReturnType<typeof createNode>;
  /** The number of the last session, as a database keeps it. */
  let last: number | null;
  let births: number;
  let reports: string[];

  const startBroker = async () => {
    broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    await once(broker, 'spawn');
  };
  const createNode = (address: { port?: number; primaryHostId?: string } = {}) => {
    const { port: own = port, ...rest } = address;
    return new EdgeNode({
      library: mqtt,
      address: { url: `mqtt://127.0.0.1:${own}`, groupId: 'G', edgeNodeId: 'E', ...rest },
      nodeMetrics: { Count: 'Int64' },
      deviceMetrics: { Count: 'Int64' },
      nodeValues: { Count: 0 },
      bdSeq: {
        last: () => Promise.resolve(last),
        keep: (value) => {
          last = value;
          return Promise.resolve();
        },
      },
      beforeBirth: () => {
        births++;
        return Promise.resolve();
      },
      report: (what, error) => reports.push(`${what}: ${String(error)}`),
    });
  };
  const bdSeqs = (type: string) => host.of(type).map(({ metrics }) => Number(metrics.bdSeq.value));
  const isBorn = () => vi.waitFor(() => expect(node.problem).toBeNull(), PATIENCE);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-edge-node-'));
    [port] = await freePorts(1);
    const settings = `listener ${port} 127.0.0.1\nallow_anonymous true\n`;
    await writeFile(join(folder, 'mosquitto.conf'), settings);
    await startBroker();
    host = await vi.waitFor(() => SparkplugHost.connect(`mqtt://127.0.0.1:${port}`), PATIENCE);
    last = null;
    births = 0;
    reports = [];
  });
  afterEach(async () => {
    await node.close();
    await host.close();
    broker.kill();
    await rm(folder, { recursive: true });
  });

  it('counts its messages up to 255 and on from 0', async () => {
    node = createNode();
    node.addDevice('D', { Count: 0 });
    node.start();
    await isBorn();
    for (let i = 1; i <= 600; i++) node.tell('D', { Count: i }, Date.now(), false);
    await node.delivered(never);
    await vi.waitFor(() => expect(host.of('DDATA')).toHaveLength(600), PATIENCE);
    expect(Math.max(...host.messages.map(({ seq }) => seq ?? 0))).toBe(255);
    expect(host.faults).toEqual([]);
  });

  it('begins with session 0, and goes on after 255 with 0', async () => {
    node = createNode();
    node.start();
    await isBorn();
    await node.close();
    expect([bdSeqs('NBIRTH'), last]).toEqual([[0], 0]);
    last = 255;
    node = createNode();
    node.start();
    await isBorn();
    await node.close();
    await vi.waitFor(() => expect(bdSeqs('NDEATH')).toEqual([0, 0]), PATIENCE);
    expect([bdSeqs('NBIRTH'), last]).toEqual([[0, 0], 0]);
  });

  it('uses no number up while the broker is away, and reports that once', async () => {
    node = createNode();
    node.start();
    await isBorn();
    broker.kill('SIGKILL');
    await once(broker, 'exit');
    // Some tries come in this time.
    await delay(4000);
    expect(reports.filter((report) => report.includes('ECONNREFUSED'))).toHaveLength(1);
    await startBroker();
    await vi.waitFor(() => expect(bdSeqs('NBIRTH')).toEqual([0, 1]), PATIENCE);
  });

  it('uses a number up that a broker may have heard of, even if it has not answered', async () => {
    const deaf = createServer((socket) => socket.once('data', () => socket.destroy()));
    const [own] = await freePorts(1);
    await new Promise<void>((resolve) => deaf.listen(own, '127.0.0.1', resolve));
    node = createNode({ port: own });
    node.start();
    await vi.waitFor(() => expect(last).toBe(2), PATIENCE);
    expect(births).toBe(0);
    await node.close();
    deaf.close();
  });

  it('tells values by exception, and each event', async () => {
    node = createNode();
    node.addDevice('D', { Count: 7 });
    node.start();
    await isBorn();
    node.change({ Count: 0 });
    node.changeDevice('D', { Count: 7 });
    node.changeDevice('D', { Count: 8 });
    node.tell('D', { Count: 8 }, 5000, false);
    node.tell('D', { Count: 3 }, 4000, true);
    node.tell('unknown', { Count: 3 }, 4000, false);
    await node.delivered(never);
    await vi.waitFor(() => expect(host.of('DDATA')).toHaveLength(3), PATIENCE);
    expect(host.of('NDATA')).toEqual([]);
    expect(host.of('DDATA').map(({ metrics }) => metrics.Count.value)).toEqual([8n, 8n, 3n]);
    expect(host.of('DDATA')[1].metrics.Count).toMatchObject({ timestampMs: 5000 });
    expect(host.of('DDATA')[2].metrics.Count).toMatchObject({ isHistorical: true });
    await host.command('G', 'E', 'Node Control/Rebirth');
    await vi.waitFor(() => expect(host.of('DBIRTH')).toHaveLength(2), PATIENCE);
    // What was of before is not what holds.
    expect(host.of('DBIRTH')[1].metrics.Count.value).toBe(8n);
    node.removeDevice('D');
    await vi.waitFor(() => expect(host.of('DDEATH')).toHaveLength(1), PATIENCE);
    expect(host.faults).toEqual([]);
  });

  it('is born again at once for a host that asks, and not for each of a hundred that ask in one second', async () => {
    node = createNode();
    node.start();
    await isBorn();
    await host.command('G', 'E', 'Node Control/Rebirth');
    await vi.waitFor(() => expect(host.of('NBIRTH')).toHaveLength(2), PATIENCE);
    for (let i = 0; i < 100; i++) await host.command('G', 'E', 'Node Control/Rebirth');
    await vi.waitFor(() => expect(host.of('NBIRTH').length).toBeGreaterThan(2), PATIENCE);
    await delay(1500);
    expect(host.of('NBIRTH').length).toBeLessThan(6);
    expect(births).toBe(1);
    expect(new Set(bdSeqs('NBIRTH'))).toEqual(new Set([0]));
  });

  it('waits for its primary host, and dies while that is offline', async () => {
    node = createNode({ primaryHostId: 'scada' });
    node.start();
    await vi.waitFor(() => {
      expect(node.problem).toBe('the primary host scada is offline');
    }, PATIENCE);
    await host.tellState('other', true, 1000);
    await delay(300);
    expect(host.messages).toEqual([]);
    await host.tellState('scada', true, 1000);
    await isBorn();
    // The death of a session of before comes late.
    await host.tellState('scada', false, 999);
    await delay(300);
    expect(node.problem).toBeNull();
    await host.tellState('scada', false, 1000);
    await vi.waitFor(() => {
      expect(node.problem).toBe('the primary host scada is offline');
      expect(bdSeqs('NDEATH')).toEqual([0]);
    }, PATIENCE);
    await host.tellState('scada', true, 2000);
    await vi.waitFor(() => expect(bdSeqs('NBIRTH')).toEqual([0, 1]), PATIENCE);
    expect(host.faults).toEqual([]);
  });

  it('does not take for delivered what went into a connection that leads nowhere', async () => {
    let isCut = false;
    const sockets: Socket[] = [];
    const proxy = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      sockets.push(near, far);
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.on('data', (bytes) => !isCut && far.write(bytes));
      far.on('data', (bytes) => near.write(bytes));
      near.on('close', () => !isCut && far.destroy());
    });
    const [own] = await freePorts(1);
    await new Promise<void>((resolve) => proxy.listen(own, '127.0.0.1', resolve));
    node = createNode({ port: own });
    node.addDevice('D', { Count: 0 });
    node.start();
    await isBorn();
    isCut = true;
    node.tell('D', { Count: 1 }, Date.now(), false);
    await expect(node.delivered(never)).rejects.toThrow(/no answer|connection ended/);
    isCut = false;
    // The next session takes the place of the one that hangs: the broker tells of its death.
    await vi.waitFor(() => expect(bdSeqs('NBIRTH')).toEqual([0, 1]), PATIENCE);
    expect(bdSeqs('NDEATH')).toEqual([0]);
    expect(host.of('DDATA')).toEqual([]);
    await node.close();
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
});

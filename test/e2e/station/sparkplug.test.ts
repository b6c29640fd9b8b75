import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type {
  Inspection,
  Product,
  Sink,
  TestMessage,
} from '../../../packages/station/src/web/types.ts';
import { freePorts } from '../../freePorts.ts';
import { SparkplugHost } from './sparkplugHost.ts';
import { type SpawnedStation, spawnStation } from './spawnStation.ts';
import { call, createProduct, partPng } from './testStation.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));
const PATIENCE = { timeout: 60_000, interval: 50 };

describe.skipIf(mosquitto === undefined)('Sparkplug B (skipped without Mosquitto)', () => {
  let folder = '';
  let port = 0;
  let broker: ChildProcess;
  let host: SparkplugHost;
  let station: SpawnedStation;
  let product: Product;

  const shots = () => join(folder, 'in');
  const startBroker = async () => {
    broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    await once(broker, 'spawn');
  };
  const startStation = async () => {
    station = await spawnStation(join(folder, 'data'));
  };
  const send = (image: Uint8Array, name: string) =>
    station.ask(`inspect?product=${product.id}&name=${name}`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(image),
    });
  const inspect = async (image: Uint8Array, name = 'part.png') => {
    const answer = (await (await send(image, name)).json()) as { inspections: Inspection[] };
    return answer.inspections[0];
  };
  /** Until a decision has come. @returns its message. */
  const told = (id: number) =>
    vi.waitFor(() => {
      const found = host
        .of('DDATA', 'cap_1')
        .find(({ metrics }) => Number(metrics['Inspection/Decision']?.value) === id);
      if (found === undefined) throw new Error(`the decision ${id} has not come`);
      return found;
    }, PATIENCE);
  const born = (count: number) =>
    vi.waitFor(() => expect(host.of('DBIRTH', 'cap_1')).toHaveLength(count), PATIENCE);
  const bdSeqs = (type: string) => host.of(type).map(({ metrics }) => Number(metrics.bdSeq.value));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-sparkplug-'));
    [port] = await freePorts(1);
    const settings = `listener ${port} 127.0.0.1\nallow_anonymous true\n`;
    await writeFile(join(folder, 'mosquitto.conf'), settings);
    await startBroker();
    const url = `mqtt://127.0.0.1:${port}`;
    host = await vi.waitFor(() => SparkplugHost.connect(url), PATIENCE);
    await mkdir(join(folder, 'data'));
    await mkdir(shots());
    const config = {
      inspectThreads: 1,
      sources: [{ kind: 'folder', name: 'line', product: 'cap/1', folder: shots(), settleMs: 300 }],
      sinks: [
        {
          kind: 'sparkplug',
          name: 'scada',
          url,
          groupId: 'Plant',
          edgeNodeId: 'Line 1',
          retryMs: 200,
        },
      ],
    };
    await writeFile(join(folder, 'data', 'station.json'), JSON.stringify(config));
    await startStation();
    product = await createProduct(station.ask, 'cap/1');
  });
  afterAll(async () => {
    await station.stop();
    await host.close();
    broker.kill();
    await rm(folder, { recursive: true });
  });

  it('is born with every metric, and a product once it has a model, as not inspected', async () => {
    await born(1);
    const [birth] = host.of('NBIRTH');
    expect(birth).toMatchObject({ seq: 0, qos: 0, retain: false });
    expect(birth.metrics).toMatchObject({
      bdSeq: { value: 0n, datatype: 4 },
      'Node Control/Rebirth': { value: false, datatype: 11 },
      'Station/Ready': { datatype: 11 },
    });
    const [{ metrics }] = host.of('DBIRTH', 'cap_1');
    expect(metrics).toMatchObject({
      'Inspection/Verdict': { value: 'not inspected', datatype: 12 },
      'Inspection/Result': { value: 0, datatype: 3 },
      'Inspection/Score': { value: null, datatype: 10 },
      'Model/Version': { value: 1 },
      'Line/Sources': { value: 1 },
      'Line/Sources Away': { value: 0 },
      'Alarms/rejectsInRow': { value: false },
    });
  });

  it('tells each decision with its figures', async () => {
    const good = await inspect(await partPng(1), 'good.png');
    const { metrics, timestampMs } = await told(good.id);
    expect(metrics).toMatchObject({
      'Inspection/Verdict': { value: 'nominal', isHistorical: false, datatype: undefined },
      'Inspection/Result': { value: 1 },
      'Inspection/Score': { value: good.imageScore },
      'Inspection/Name': { value: 'good.png' },
      'Inspection/Source': { value: 'http' },
      'Inspection/Part': { value: null },
      'Fault/Code': { value: null },
      'Shift/Good': { value: 1n },
    });
    expect(Math.abs(timestampMs - Date.now())).toBeLessThan(60_000);
    const bad = await inspect(await partPng(1, 'scratch'));
    await told(bad.id);
    expect(host.current('cap_1')).toMatchObject({
      'Inspection/Result': 2,
      'Inspection/Decision': BigInt(bad.id),
      'Shift/Reject': 1n,
    });
  });

  it('takes back the verdict of a part when the next one cannot be inspected', async () => {
    await send(Buffer.from('no image'), 'broken.png');
    await vi.waitFor(() => {
      expect(host.current('cap_1')).toMatchObject({
        'Inspection/Verdict': 'not inspected',
        'Inspection/Result': 0,
        'Inspection/Score': null,
        'Inspection/Decision': null,
        'Inspection/Name': 'broken.png',
        'Fault/Code': 'IMAGE_UNREADABLE',
        'Fault/Number': 5,
        'Shift/Not Inspected': 1n,
      });
    }, PATIENCE);
  });

  it('answers a rebirth in the same session with all that holds, and nothing else', async () => {
    const { id } = await inspect(await partPng(2));
    await told(id);
    const births = host.of('DBIRTH', 'cap_1').length;
    await host.commandBytes('Plant', 'Line 1', Buffer.from([0xff, 0xff, 0xff]));
    await host.command('Plant', 'Line 1', 'Node Control/Reboot');
    await host.command('Plant', 'Line 1', 'Node Control/Rebirth');
    await born(births + 1);
    expect(new Set(bdSeqs('NBIRTH'))).toEqual(new Set([0]));
    expect(host.of('DBIRTH', 'cap_1').at(-1)?.metrics).toMatchObject({
      'Inspection/Verdict': { value: 'nominal' },
      'Inspection/Decision': { value: BigInt(id) },
    });
  });

  it('sends a test message that a host can see', async () => {
    const test = await call<TestMessage>(station.ask, 'POST', 'sinks/scada/test');
    expect(test).toMatchObject({ taken: true, error: null });
    await vi.waitFor(() => {
      const [message] = host.of('NDATA').filter((own) => 'Station/Test Message' in own.metrics);
      expect(Number(message.metrics['Station/Test Message'].value)).toBeGreaterThan(0);
    }, PATIENCE);
  });

  it('takes a product offline while its last source is away, and tells later what came meanwhile', async () => {
    await rename(shots(), `${shots()}-away`);
    await vi.waitFor(() => expect(host.current('cap_1')).toBeNull(), PATIENCE);
    const { id } = await inspect(await partPng(3));
    await vi.waitFor(async () => {
      const [sink] = await call<Sink[]>(station.ask, 'GET', 'sinks');
      expect(sink.lastError?.message).toContain('no source of cap/1 is running');
    }, PATIENCE);
    await rename(`${shots()}-away`, shots());
    const { metrics } = await told(id);
    expect(metrics['Inspection/Verdict']).toMatchObject({ value: 'nominal', isHistorical: true });
    expect(host.current('cap_1')).toMatchObject({ 'Inspection/Verdict': 'not inspected' });
  });

  it('loses no decision while the broker is away, and shows none of them as new', async () => {
    const before = bdSeqs('NBIRTH').at(-1) ?? NaN;
    broker.kill('SIGKILL');
    await once(broker, 'exit');
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push((await inspect(await partPng(4 + i))).id);
    await startBroker();
    for (const id of ids) {
      const { metrics } = await told(id);
      expect(metrics['Inspection/Verdict'].isHistorical).toBe(true);
    }
    expect(bdSeqs('NBIRTH').at(-1)).toBe(before + 1);
    expect(host.current('cap_1')).toMatchObject({ 'Inspection/Result': 0 });
    const { id } = await inspect(await partPng(7));
    await told(id);
    expect(host.current('cap_1')).toMatchObject({ 'Inspection/Result': 1 });
  });

  it('dies by the will of the broker when the station is killed, and lives on under the next number', async () => {
    const before = bdSeqs('NBIRTH').at(-1) ?? NaN;
    await station.kill();
    await vi.waitFor(() => expect(bdSeqs('NDEATH').at(-1)).toBe(before), PATIENCE);
    expect(host.current('cap_1')).toBeNull();
    await startStation();
    await vi.waitFor(() => expect(bdSeqs('NBIRTH').at(-1)).toBe(before + 1), PATIENCE);
    await vi.waitFor(() => expect(host.current('cap_1')).not.toBeNull(), PATIENCE);
    expect(host.current('cap_1')).toMatchObject({ 'Inspection/Verdict': 'not inspected' });
  });

  it('says itself that it dies when the station is stopped', async () => {
    const before = bdSeqs('NBIRTH').at(-1) ?? NaN;
    const deaths = bdSeqs('NDEATH').length;
    await station.stop();
    await vi.waitFor(() => expect(bdSeqs('NDEATH').slice(deaths)).toEqual([before]), PATIENCE);
    await startStation();
    await vi.waitFor(() => expect(host.current('cap_1')).not.toBeNull(), PATIENCE);
  });

  it('has given a host no reason to complain', () => {
    expect(host.faults).toEqual([]);
  });
});

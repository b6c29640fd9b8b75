import mqtt, { type MqttClient } from 'mqtt';
import { decodePayload } from '../../../packages/station/src/sinks/sparkplug/payload.ts';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  MetricSchema,
  PayloadSchema,
} from '../../../packages/station/src/sinks/sparkplug/generated/payload_pb.ts';

/** What a message held of one metric. */
export interface SeenMetric {
  readonly value: string | number | bigint | boolean | null;
  readonly datatype: number | undefined;
  readonly timestampMs: number;
  readonly isHistorical: boolean;
}

/** One message of the edge node, as it came. */
export interface SeenMessage {
  readonly type: string;
  /** Null for the edge node itself. */
  readonly device: string | null;
  readonly seq: number | null;
  readonly timestampMs: number;
  readonly metrics: Readonly<Record<string, SeenMetric>>;
  readonly retain: boolean;
  readonly qos: number;
}

/** A host application, as far as tests need it: it sees what an edge node says, and can command it. */
export class SparkplugHost {
  readonly messages: SeenMessage[] = [];
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, bytes, { retain, qos }) => {
      const [, , type, , device = null] = topic.split('/');
      if (topic.startsWith('spBv1.0/STATE/') || type === 'NCMD') return;
      const { metrics, seq, timestamp } = decodePayload(bytes);
      const seen = metrics.map((metric): [string, SeenMetric] => [
        metric.name ?? '',
        {
          value: metric.isNull === true ? null : (metric.value.value ?? null),
          datatype: metric.datatype,
          timestampMs: Number(metric.timestamp),
          isHistorical: metric.isHistorical === true,
        },
      ]);
      this.messages.push({
        ...{ type, device, retain, qos },
        seq: seq === undefined ? null : Number(seq),
        timestampMs: Number(timestamp),
        metrics: Object.fromEntries(seen),
      });
    });
  }

  static async connect(url: string): Promise<SparkplugHost> {
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 100 });
    const host = new SparkplugHost(client);
    await client.subscribeAsync('spBv1.0/#', { qos: 1 });
    return host;
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }

  /** Messages of a type, the oldest first. */
  of(type: string, device?: string): SeenMessage[] {
    return this.messages.filter(
      (message) => message.type === type && (device === undefined || message.device === device),
    );
  }

  /** What is known of a device now; null if it is offline, and so stale. */
  current(device: string): Record<string, SeenMetric['value']> | null {
    let known: Record<string, SeenMetric['value']> | null = null;
    for (const { type, device: own, metrics } of this.messages) {
      if (type === 'NDEATH' || type === 'NBIRTH') known = null;
      if (own !== device) continue;
      if (type === 'DDEATH') known = null;
      if (type === 'DBIRTH') known = {};
      if (known === null) continue;
      for (const [name, { value, isHistorical }] of Object.entries(metrics))
        if (!isHistorical) known[name] = value;
    }
    return known;
  }

  /** What breaks the rules of the specification that a host checks; empty if nothing does. */
  get faults(): string[] {
    const faults: string[] = [];
    let next = -1;
    const born = new Set<string | null>();
    for (const { type, device, seq, retain, metrics } of this.messages) {
      const name = `${type} ${device ?? ''} ${seq}`;
      if (retain) faults.push(`${name} is retained`);
      if (type === 'NDEATH') {
        born.clear();
        if (seq !== null) faults.push(`${name} has a number`);
        if (Object.keys(metrics).join() !== 'bdSeq') faults.push(`${name} has other metrics`);
        continue;
      }
      if (type === 'NBIRTH') {
        next = 0;
        born.clear();
        born.add(null);
        if (metrics['Node Control/Rebirth'].value !== false) faults.push(`${name}: no rebirth`);
      }
      if (type === 'DBIRTH') born.add(device);
      if (seq !== next) faults.push(`${name} in place of ${next}`);
      next = (next + 1) % 256;
      if (!born.has(null)) faults.push(`${name} before the birth of the node`);
      if (!born.has(device)) faults.push(`${name} before the birth of the device`);
      if (type === 'DDEATH') born.delete(device);
      for (const [metric, { datatype, timestampMs }] of Object.entries(metrics)) {
        if (type.endsWith('BIRTH') !== (datatype !== undefined))
          faults.push(`${name}: type of ${metric}`);
        if (!(timestampMs > 0)) faults.push(`${name}: time of ${metric}`);
      }
    }
    return faults;
  }

  /** Sends a command to an edge node. */
  async command(groupId: string, edgeNodeId: string, name: string): Promise<void> {
    const metric = create(MetricSchema, {
      ...{ name, datatype: 11, timestamp: BigInt(Date.now()) },
      value: { case: 'booleanValue', value: true },
    });
    const payload = create(PayloadSchema, { timestamp: BigInt(Date.now()), metrics: [metric] });
    await this.commandBytes(groupId, edgeNodeId, toBinary(PayloadSchema, payload));
  }

  async commandBytes(groupId: string, edgeNodeId: string, bytes: Uint8Array): Promise<void> {
    await this.#client.publishAsync(`spBv1.0/${groupId}/NCMD/${edgeNodeId}`, Buffer.from(bytes));
  }

  /** Says as a primary host whether it is online. */
  async tellState(id: string, online: boolean, timestamp: number): Promise<void> {
    const body = JSON.stringify({ online, timestamp });
    await this.#client.publishAsync(`spBv1.0/STATE/${id}`, body, { qos: 1, retain: true });
  }
}

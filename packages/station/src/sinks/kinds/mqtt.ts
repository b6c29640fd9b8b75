import type { IConnackPacket, MqttClient } from 'mqtt';
import { z } from 'zod';
import { shownUrl } from '../../endpoints/secrets.ts';
import { topicLevel } from '../topicLevel.ts';
import {
  alarmKey,
  type Sink,
  type SinkGate,
  type SinkKind,
  sinkKeys,
  verdictsKey,
} from './SinkKind.ts';

/** Topic of an MQTT broker on which each decision is published. */
const schema = z.strictObject({
  kind: z.literal('mqtt'),
  ...sinkKeys,
  ...verdictsKey,
  ...alarmKey,
  url: z.string().regex(/^(mqtts?|wss?):\/\//, 'starts with mqtt://, mqtts://, ws:// or wss://'),
  topic: z
    .string()
    .min(1)
    .default('nominal/{product}/verdict')
    .describe("Topic; {product} stands for the product's name"),
  alarmTopic: z
    .string()
    .min(1)
    .default('nominal/{product}/alarm')
    .describe('Topic of alarms; of one of the station itself {product} stands for "station"'),
  username: z.string().optional(),
  password: z.string().optional(),
  maxAttempts: z.int().min(1).max(1_000_000).default(100_000),
  retryMs: z.int().min(10).max(3_600_000).default(1000),
});

/** Longest wait for the broker to take a message. */
const PUBLISH_TIMEOUT_MS = 10_000;
/** Reason codes with which a broker refuses a version of the protocol: of 3.1.1 and of 5. */
const WRONG_VERSION = new Set([1, 132]);

/**
 * A topic on which each decision is published. Under version 5 a broker reports for each message
 * whether it was taken: one of 3.1.1 may acknowledge a message that is too large for it, and drop it.
 * With a broker that does not support version 5, version 3.1.1 is used.
 */
async function open(
  config: z.output<typeof schema>,
  { report }: Pick<SinkGate, 'report'>,
): Promise<Sink> {
  // The configuration is read by every command; its library is loaded where it is used.
  const { default: mqtt } = await import('mqtt');
  const { name, url, topic, alarmTopic, username, password } = config;
  const client = mqtt.connect(url, {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    protocolVersion: 5,
    queueQoSZero: false,
  });
  let maxPacketBytes = Infinity;
  client.on('connect', ({ properties }: IConnackPacket) => {
    maxPacketBytes = properties?.maximumPacketSize ?? Infinity;
  });
  client.on('error', (error) => {
    if ('code' in error && WRONG_VERSION.has(Number(error.code)))
      client.options.protocolVersion = 4;
    report(`the connection of the sink ${name} has failed`, error);
    // A broker that is away is tried again by the client itself; messages wait in the outbox meanwhile.
    // A connection that stays after an error may never settle anything again.
    if (client.connected) client.stream.destroy();
  });
  const send = async (body: string, signal: AbortSignal) => {
    if (!client.connected) throw new RangeError(`${shownUrl(url)} is not connected`);
    const { product, alarm } = JSON.parse(body) as {
      product: { name: string } | null;
      alarm?: object;
    };
    const level = topicLevel(product?.name ?? 'station');
    const fullTopic = (alarm === undefined ? topic : alarmTopic).replaceAll('{product}', level);
    const bytes = mqttPacketBytes(fullTopic, body);
    if (bytes > maxPacketBytes)
      throw new RangeError(
        `${shownUrl(url)} takes packets of up to ${maxPacketBytes} bytes, not of ${bytes}`,
      );
    await publish(client, fullTopic, body, signal);
  };
  return { send, close: () => client.endAsync(true) };
}

/** Publishes with quality of service 1, with a limit on the wait. */
async function publish(
  client: MqttClient,
  topic: string,
  body: string,
  signal: AbortSignal,
): Promise<void> {
  const giveUp = AbortSignal.any([signal, AbortSignal.timeout(PUBLISH_TIMEOUT_MS)]);
  let messageId: number | undefined;
  let fail: (reason: string) => void = () => undefined;
  const closed = () => fail('the connection ended before the broker took it');
  const late = () => {
    fail(`no answer within ${PUBLISH_TIMEOUT_MS} ms`);
    client.stream.destroy();
  };
  client.once('close', closed);
  giveUp.addEventListener('abort', late, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      fail = (reason) => {
        // The outbox has it: a client that sent it again by itself would send it twice.
        if (messageId !== undefined) client.removeOutgoingMessage(messageId);
        reject(new RangeError(reason));
      };
      client.publish(topic, body, { qos: 1 }, (error) => {
        if (error) reject(error);
        else resolve();
      });
      messageId = client.getLastMessageId();
    });
  } finally {
    client.off('close', closed);
    giveUp.removeEventListener('abort', late);
  }
}

/** Bytes of a message of quality of service 1 on its way, as brokers count them against their limit. */
function mqttPacketBytes(topic: string, body: string): number {
  // Two of the topic's length, two of the message's number, one of its (no) properties.
  const rest = 2 + Buffer.byteLength(topic) + 2 + 1 + Buffer.byteLength(body);
  const lengthBytes = rest < 128 ? 1 : rest < 16_384 ? 2 : rest < 2_097_152 ? 3 : 4;
  return 1 + lengthBytes + rest;
}

/** A topic of an MQTT broker on which each decision is published. */
export const mqttSink = { schema, showsState: false, open } satisfies SinkKind<typeof schema>;

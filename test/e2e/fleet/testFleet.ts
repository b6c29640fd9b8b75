import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeliverPolicy } from '@nats-io/jetstream';
import { vi } from 'vitest';
import { generatePart } from '../../../src/demo/index.ts';
import { fit } from '../../../src/detector/index.ts';
import { publishModel } from '../../../packages/fleet/src/client/publishModel.ts';
import { Fleet } from '../../../packages/fleet/src/connection/Fleet.ts';
import { type NatsOptionsInput, natsOptionsSchema } from '../../../src/config/natsOptions.ts';
import { fleetSettingsSchema } from '../../../packages/fleet/src/protocol/fleetSettings.ts';
import {
  decodeResult,
  type FleetResult,
} from '../../../packages/fleet/src/protocol/resultMessage.ts';
import { fleetLimitsSchema } from '../../../packages/fleet/src/setup/fleetLimits.ts';
import { setUpFleet } from '../../../packages/fleet/src/setup/setUpFleet.ts';
import { encodePng } from '../../../src/image/index.ts';
import { quickOptions, temporaryFolder } from '../parts.ts';
import { hangMs } from '../../hangMs.ts';

/** A fitted model in its own folder, and images of its parts. */
export interface TestModel {
  readonly folder: string;
  readonly bytes: Uint8Array;
  readonly end: () => Promise<void>;
}

/** PNG bytes of one generated part. */
export async function part(index: number, defect: 'scratch' | null = null): Promise<Buffer> {
  const size = { height: 96, width: 112 };
  const { image } = generatePart({ category: 'tile', seed: 1, index, ...size, defect });
  return Buffer.from(await encodePng(image));
}

/** Fits a small model. */
export async function fitTestModel(): Promise<TestModel> {
  const folder = await temporaryFolder();
  const paths = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const path = join(folder, `${index}.png`);
      await writeFile(path, await part(index));
      return path;
    }),
  );
  const detector = await fit(paths, quickOptions);
  const path = join(folder, 'tile.nominal');
  await detector.save(path);
  await detector.close();
  return { folder, bytes: await readFile(path), end: () => rm(folder, { recursive: true }) };
}

/** Connects as clients do, to one server or several separated by commas. */
export function connectFleet(url: string, options: Partial<NatsOptionsInput> = {}): Promise<Fleet> {
  return Fleet.connect(
    natsOptionsSchema.parse({ servers: url.split(','), timeoutMs: 20_000, ...options }),
    'test',
  );
}

/** Servers reserve room, and that of many tests must fit. */
const smallRooms = Object.fromEntries(
  ['requestBytes', 'imageBytes', 'resultBytes', 'deadLetterBytes', 'modelBytes'].map((room) => [
    room,
    64 * 2 ** 20,
  ]),
);

/** Connects and sets up a fleet that notices dead workers quickly. */
export async function setUpTestFleet(
  url: string,
  {
    limits = {},
    settings = {},
    fleet = 'nominal',
  }: {
    readonly limits?: object;
    readonly settings?: object;
    readonly fleet?: string;
  } = {},
): Promise<Fleet> {
  const connected = await connectFleet(url, { fleet });
  const rooms = fleetLimitsSchema.parse({ ...smallRooms, ...limits });
  // On a slow machine, a worker may be silent without being dead; that must not use up a try.
  const all = fleetSettingsSchema.parse({ ackWaitMs: 1000, maxTries: 100, ...settings });
  // A cluster that has just started may still be choosing its leader.
  await vi.waitFor(() => setUpFleet(connected, rooms, all), { timeout: hangMs, interval: 500 });
  return connected;
}

/** Publishes a model for products. */
export async function publishTo(
  fleet: Fleet,
  model: TestModel,
  products: readonly string[],
): Promise<void> {
  for (const product of products)
    await publishModel(fleet, product, { bytes: model.bytes, falseRejectRate: null });
}

/** All messages of the results stream, in order. */
export async function allResults(fleet: Fleet): Promise<FleetResult[]> {
  return (await allMessages(fleet, fleet.names.results)).map(({ text }) => decodeResult(text));
}

/** Reasons of the dead letters, in order. */
export async function deadLetters(
  fleet: Fleet,
): Promise<{ readonly code: string; readonly tries: number; readonly subject: string }[]> {
  return (await allMessages(fleet, fleet.names.deadLetters)).map(({ reason, subject }) => ({
    ...(JSON.parse(reason) as { code: string; tries: number }),
    subject,
  }));
}

/** A cluster that has just lost or regained a server may be slow to answer. */
function allMessages(fleet: Fleet, stream: string) {
  return vi.waitFor(() => readMessages(fleet, stream), { timeout: hangMs, interval: 500 });
}

async function readMessages(fleet: Fleet, stream: string) {
  const { state } = await fleet.manager.streams.info(stream);
  const messages: { subject: string; text: string; reason: string }[] = [];
  if (state.messages === 0) return messages;
  const consumer = await fleet.streams.consumers.get(stream, { deliver_policy: DeliverPolicy.All });
  for await (const message of await consumer.fetch({ max_messages: state.messages })) {
    const reason = message.headers?.get('Nominal-Reason') ?? '';
    messages.push({ subject: message.subject, text: message.string(), reason });
  }
  return messages;
}

/** Messages of a stream. */
export async function countOf(fleet: Fleet, stream: string): Promise<number> {
  return (await fleet.manager.streams.info(stream)).state.messages;
}

import { createHash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type mqtt from 'mqtt';
import type { IPublishPacket, MqttClient } from 'mqtt';
import { z } from 'zod';
import { blamesInput, NominalError, plainError } from 'nominal-vision/internal/errors';
import { readRegularFile } from 'nominal-vision/internal/files';
import type { SourceGate } from '../SourceGate.ts';
import { SourceMonitor } from '../SourceMonitor.ts';
import { refuseFrom } from '../refuseFrom.ts';
import { nothingToSee } from '../nothingToSee.ts';
import { sourceKeys, type Source, type SourceKind, type TestPicture } from './SourceKind.ts';
import { connectionFailed } from '../../endpoints/connectionFailed.ts';
import { inspectFrom, type SourceImage } from '../inspectFrom.ts';
import { retryDelayMs } from '../../retryDelayMs.ts';

/** Topic of an MQTT broker on which images, or paths of images, are published. */
const schema = z
  .strictObject({
    kind: z.literal('mqtt'),
    ...sourceKeys,
    url: z
      .string()
      .regex(/^(mqtts?|wss?):\/\//, 'starts with mqtt://, mqtts://, ws:// or wss://')
      .describe('Address of the broker'),
    topic: z.string().min(1),
    payload: z
      .enum(['image', 'path'])
      .default('image')
      .describe('What a message holds: the bytes of an image file, or a path below root'),
    root: z
      .string()
      .min(1)
      .optional()
      .describe('Folder that paths are relative to; none from outside it is read'),
    username: z.string().optional(),
    password: z.string().optional(),
  })
  .refine((source) => source.payload !== 'path' || source.root !== undefined, {
    message: 'payload "path" needs a root folder',
  });

type MqttSourceConfig = z.output<typeof schema>;

/** How long the broker keeps messages for a station that is away: a week. */
const SESSION_EXPIRY_S = 7 * 24 * 3600;
/**
 * Most messages that the broker sends without an acknowledgement, and most of quality 0 that are held;
 * fewer if images of the largest size would take more than the station's memory.
 */
const MAX_IN_FLIGHT = 16;
/** Longest wait for the farewell to the broker. */
const CLOSE_TIMEOUT_MS = 2000;
/** Longest wait for a message to make a test picture from. */
const PICTURE_MS = 10_000;

/**
 * A topic on which images or their paths are published. A message is acknowledged once its decision is
 * kept, or is known to be impossible because the image itself is to blame: with quality of service 1
 * and a session that stays, the broker keeps it until then. Any other failure is waited out.
 */
class MqttSource implements Source {
  readonly #config: MqttSourceConfig;
  readonly #gate: SourceGate;
  readonly #library: typeof mqtt;
  readonly #client: MqttClient;
  readonly #monitor: SourceMonitor;
  readonly #closing = new AbortController();
  /** Messages that were begun and not acknowledged; the broker sends them again on a new connection. */
  readonly #begun = new Map<string, Promise<boolean>>();
  /** Messages of quality of service 0 under way. */
  readonly #unacknowledged = new Set<Promise<boolean>>();
  readonly #maxInFlight: number;
  #connections = 0;

  constructor(library: typeof mqtt, config: MqttSourceConfig, gate: SourceGate) {
    this.#config = config;
    this.#gate = gate;
    this.#library = library;
    this.#monitor = new SourceMonitor(config.name, gate.report);
    const { name, url, topic, username, password } = config;
    this.#maxInFlight = config.payload === 'path' ? MAX_IN_FLIGHT : maxImagesHeld(gate.config);
    this.#client = library.connect(url, {
      clientId: `nominal-${name}`,
      clean: false,
      // Acknowledging at one's own time is a matter of version 5.
      protocolVersion: 5,
      properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum: this.#maxInFlight },
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      customHandleAcks: (_topic, payload, packet: IPublishPacket, done) => {
        this.#begin(payload, packet, () => done(0)).catch((error: unknown) =>
          gate.report(`a message of the source ${name} cannot be acknowledged`, error),
        );
      },
    });
    // Messages of quality of service 0 want no acknowledgement.
    this.#client.on('message', (_topic, payload, { qos }) => {
      if (qos === 0) this.#takeUnacknowledged(payload);
    });
    this.#client.on('connect', () => {
      this.#connections++;
      this.#monitor.running = true;
      this.#client.subscribe(topic, { qos: 1 }, (error) => {
        if (error === null) return;
        this.#monitor.note(connectionFailed(url, error));
        gate.report(`the source ${name} cannot subscribe`, error);
      });
    });
    this.#client.on('close', () => {
      this.#monitor.running = false;
    });
    this.#client.on('error', (error) => {
      this.#monitor.note(connectionFailed(url, error));
      gate.report(`the connection of the source ${name} has failed`, error);
      // A broker that is away is tried again by the client itself. A connection that stays after an
      // error may never deliver anything again.
      if (this.#client.connected) this.#client.stream.destroy();
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#begun.values(), ...this.#unacknowledged]);
    // Acknowledgements are on their way; a message without one would hold the client up for ever.
    const late = delay(CLOSE_TIMEOUT_MS, undefined, { ref: false });
    await Promise.race([this.#client.endAsync(), late]);
    this.#client.stream.destroy();
  }

  /** The broker keeps the subscription with the session, which the next source of this name goes on with. */
  forget(next: unknown): void {
    const { name, url, topic } = this.#config;
    const after = next as Partial<MqttSourceConfig> | null;
    if (after?.url === url && after.topic === topic) return;
    // Its answer is not waited for: a message without an acknowledgement would hold it up.
    this.#client.unsubscribe(topic, (error) => {
      if (error instanceof Error && !this.#closing.signal.aborted)
        this.#gate.report(`the source ${name} cannot unsubscribe`, error);
    });
  }

  state() {
    return this.#monitor.state();
  }

  /** The next message, of which this asks for a copy: the source has its own. */
  async picture(closing: AbortSignal): Promise<TestPicture> {
    const { name, url, topic, username, password } = this.#config;
    const signal = AbortSignal.any([
      closing,
      this.#closing.signal,
      AbortSignal.timeout(PICTURE_MS),
    ]);
    const client = this.#library.connect(url, {
      clean: true,
      protocolVersion: 5,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    });
    try {
      const payload = await new Promise<Buffer>((resolve, reject) => {
        const stop = () => reject(nothingToSee(name, `a message on ${topic} within 10 s`));
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
        client.on('connect', () => client.subscribe(topic, { qos: 0 }));
        client.on('message', (_topic, message) => resolve(message));
        client.on('error', (error) => reject(connectionFailed(url, error)));
        // Not every failure is told as one.
        client.on('close', () => reject(connectionFailed(url, 'the connection was closed')));
      });
      const image = await this.#imageOf(payload, null);
      return { name: image.name, bytes: await image.read() };
    } finally {
      client.end(true);
    }
  }

  /**
   * Has a message decided, once, however often it comes, and acknowledges it on the connection where it
   * came last.
   */
  async #begin(payload: Buffer, packet: IPublishPacket, acknowledge: () => void): Promise<void> {
    const connection = this.#connections;
    const sha256 = createHash('sha256').update(payload).digest('hex');
    const key = `${packet.messageId} ${sha256}`;
    const work = this.#begun.get(key) ?? this.#settle(payload, packet);
    this.#begun.set(key, work);
    const isSettled = await work;
    if (!isSettled || connection !== this.#connections || !this.#client.connected) return;
    this.#begun.delete(key);
    acknowledge();
  }

  #takeUnacknowledged(payload: Buffer): void {
    if (this.#unacknowledged.size >= this.#maxInFlight) {
      // Quality of service 0 promises nothing; holding them all would end the station.
      const full = new NominalError('QUEUE_FULL', {
        reason: 'messageDropped',
        what: 'a message of quality of service 0 was dropped',
        remedy: 'Publish with quality of service 1',
      });
      this.#monitor.frame();
      this.#monitor.dropped++;
      this.#monitor.note(full);
      this.#gate.report(`the source ${this.#config.name} is full`, full);
      return;
    }
    const work = this.#settle(payload, null);
    this.#unacknowledged.add(work);
    work
      .catch((error: unknown) =>
        this.#gate.report(`a message of ${this.#config.name} is lost`, error),
      )
      .finally(() => this.#unacknowledged.delete(work));
  }

  /**
   * @param packet null for a message that is not acknowledged.
   * @returns whether the message is dealt with, for good or ill; false only while closing.
   */
  async #settle(payload: Buffer, packet: IPublishPacket | null): Promise<boolean> {
    const { signal } = this.#closing;
    this.#monitor.frame();
    for (let failures = 1; ; failures++) {
      try {
        await this.#inspect(payload, packet);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        this.#monitor.note(error);
        if (failures === 1) {
          const { name } = this.#config;
          this.#gate.report(`a message of ${name} cannot be decided yet, and waits`, error);
        }
        await delay(retryDelayMs(failures), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /**
   * If an image itself is to blame that it cannot be inspected, a message on a neighboring topic says
   * so: nobody waits for an answer here.
   *
   * @throws NominalError of anything else, for which a message is tried again.
   */
  async #inspect(payload: Buffer, packet: IPublishPacket | null): Promise<void> {
    try {
      const image = await this.#imageOf(payload, packet);
      await inspectFrom(this.#gate, this.#config, image, this.#closing.signal);
      this.#monitor.inspected++;
    } catch (cause) {
      const { code, message } = plainError(cause);
      if (!blamesInput(code)) throw cause;
      const { topic } = this.#config;
      await refuseFrom(this.#gate, this.#config, { name: topic, error: cause });
      this.#monitor.dropped++;
      this.#monitor.note(cause);
      const { name } = this.#config;
      await this.#gate.store.audit.add(name, 'source.failed', 'mqtt', { code, message });
      const body = JSON.stringify({ source: name, error: { code, message } });
      this.#client.publish(`nominal/${name}/failed`, body, { qos: 1 }, (error) => {
        if (error)
          this.#gate.report(`the failure of an image cannot be published (${code})`, error);
      });
    }
  }

  async #imageOf(payload: Buffer, packet: IPublishPacket | null): Promise<SourceImage> {
    const { payload: kind, root, topic } = this.#config;
    const { maxImageBytes } = this.#gate.config;
    // Only one that is sent again may have been decided before.
    const origin = packet === null ? undefined : `mqtt:${packet.messageId}`;
    const isKnown = packet?.dup === true;
    if (kind === 'image' || root === undefined) {
      if (payload.length > maxImageBytes) throw tooLarge(maxImageBytes, payload.length);
      const read = () => Promise.resolve(payload);
      return { name: topic, byteLength: payload.length, origin, isKnown, read };
    }
    const path = await pathBelow(root, payload.toString('utf8'));
    const { size } = await stat(path);
    if (size > maxImageBytes) throw tooLarge(maxImageBytes, size);
    return {
      name: basename(path),
      byteLength: size,
      origin,
      isKnown,
      read: () => readRegularFile(path),
    };
  }
}

function maxImagesHeld({ memoryBytes, maxImageBytes }: SourceGate['config']): number {
  return Math.min(MAX_IN_FLIGHT, Math.max(1, Math.floor(memoryBytes / maxImageBytes)));
}

function tooLarge(limit: number, bytes: number): NominalError {
  return new NominalError('IMAGE_TOO_LARGE', {
    reason: 'imageHasTooManyBytes',
    what: 'the image is too large',
    expected: `at most ${limit} bytes`,
    received: `${bytes} bytes`,
    details: { most: limit },
  });
}

/**
 * A file below a folder, links followed.
 *
 * @throws NominalError `REQUEST_INVALID` for any other, which does not reveal whether it exists;
 *   `INPUT_NOT_FOUND` if the folder itself is away.
 */
async function pathBelow(root: string, relative: string): Promise<string> {
  const folder = await reachable(root);
  try {
    if (relative.includes('\0')) throw new RangeError('a path holds no zero byte');
    const path = await realpath(resolve(folder, relative.trim()));
    if (path.startsWith(`${folder}${sep}`)) return path;
    throw new RangeError('outside');
  } catch (cause) {
    throw new NominalError('REQUEST_INVALID', {
      reason: 'fileOutsideFolder',
      what: 'a message names a file that is not below the root folder',
      received: relative.slice(0, 200),
      cause,
    });
  }
}

/** An empty folder is taken for a drive that is not mounted: its files are waited for. */
async function reachable(root: string): Promise<string> {
  try {
    const folder = await realpath(root);
    if ((await readdir(folder)).length > 0) return folder;
    throw new RangeError('it is empty');
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      reason: 'folderAway',
      what: `the root folder ${root} is not there`,
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Mount its drive; messages wait meanwhile',
      cause,
      details: { folder: root, received: cause instanceof Error ? cause.message : String(cause) },
    });
  }
}

/** A topic of an MQTT broker. */
export const mqttSource: SourceKind<typeof schema> = {
  schema,
  open: async (config, gate) => {
    // The configuration is read by every command; its library is loaded where it is used.
    const { default: library } = await import('mqtt');
    return new MqttSource(library, config, gate);
  },
};

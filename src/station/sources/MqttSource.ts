import { realpath, stat } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { NominalError, plainError } from '../../errors/index.ts';
import { readRegularFile } from '../../files/index.ts';
import type { MqttSourceConfig } from '../config/index.ts';
import type { IncomingImage } from '../inspect/InspectionDesk.ts';
import type { Station } from '../Station.ts';
import { inspectFrom } from './inspectFrom.ts';
import { isStationFailure } from './isStationFailure.ts';

const RETRY_MS = 1000;
/** How long the broker keeps messages for a station that is away: a week. */
const SESSION_EXPIRY_S = 7 * 24 * 3600;

/**
 * A topic on which images or their paths are published. A message is acknowledged once its decision
 * is kept: with quality of service 1 and a session that stays, the broker keeps it until then.
 */
export class MqttSource {
  readonly #config: MqttSourceConfig;
  readonly #station: Station;
  readonly #client: MqttClient;
  readonly #inFlight = new Set<Promise<void>>();
  #closed = false;

  constructor(config: MqttSourceConfig, station: Station) {
    this.#config = config;
    this.#station = station;
    const { url, topic, username, password } = config;
    this.#client = mqtt.connect(url, {
      clientId: `nominal-${config.name}`,
      clean: false,
      // Acknowledging at one's own time is a matter of version 5.
      protocolVersion: 5,
      properties: { sessionExpiryInterval: SESSION_EXPIRY_S },
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      customHandleAcks: (_topic, payload, _packet, done) => this.#begin(payload, () => done(0)),
    });
    // Messages of quality of service 0 want no acknowledgement.
    this.#client.on('message', (_topic, payload, { qos }) => {
      if (qos === 0) this.#begin(payload, () => undefined);
    });
    // A broker that is away is tried again by the client itself.
    this.#client.on('error', () => undefined);
    this.#client.on('connect', () => this.#client.subscribe(topic, { qos: 1 }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#inFlight);
    await this.#client.endAsync();
  }

  #begin(payload: Buffer, acknowledge: () => void): void {
    const work = this.#handle(payload).then((dealtWith) => {
      if (dealtWith) acknowledge();
    });
    this.#inFlight.add(work);
    void work.finally(() => this.#inFlight.delete(work));
  }

  /** @returns whether the message is dealt with, for good or ill; false only while closing. */
  async #handle(payload: Buffer): Promise<boolean> {
    for (;;) {
      try {
        await this.#inspect(payload);
        return true;
      } catch (error) {
        if (!isStationFailure(plainError(error).code)) throw error;
        if (this.#closed) return false;
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    }
  }

  /**
   * Where an image cannot be inspected, the topic's neighbor says so: nobody waits for an answer here.
   *
   * @throws NominalError of the station, for which a message is tried again.
   */
  async #inspect(payload: Buffer): Promise<void> {
    try {
      await inspectFrom(this.#station, this.#config, await this.#imageOf(payload));
    } catch (cause) {
      const { code, message } = plainError(cause);
      if (isStationFailure(code)) throw cause;
      const { name } = this.#config;
      await this.#station.store.audit.add(name, 'source.failed', 'mqtt', { code, message });
      const body = JSON.stringify({ source: name, error: { code, message } });
      this.#client.publish(`nominal/${name}/failed`, body, { qos: 1 });
    }
  }

  async #imageOf(payload: Buffer): Promise<IncomingImage> {
    const { payload: kind, root, topic } = this.#config;
    const { maxImageBytes } = this.#station.config;
    if (kind === 'image' || root === undefined) {
      if (payload.length > maxImageBytes) throw tooLarge(maxImageBytes, payload.length);
      return { bytes: payload, name: topic };
    }
    const path = await pathBelow(root, payload.toString('utf8'));
    const { size } = await stat(path);
    if (size > maxImageBytes) throw tooLarge(maxImageBytes, size);
    return { bytes: await readRegularFile(path), name: basename(path) };
  }
}

function tooLarge(limit: number, bytes: number): NominalError {
  return new NominalError('IMAGE_TOO_LARGE', {
    what: 'the image is too large',
    expected: `at most ${limit} bytes`,
    received: `${bytes} bytes`,
  });
}

/**
 * A file below a folder, links followed.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for any other: it is not told whether it exists.
 */
export async function pathBelow(root: string, relative: string): Promise<string> {
  try {
    if (relative.includes('\0')) throw new RangeError('a path holds no zero byte');
    const folder = await realpath(root);
    const path = await realpath(resolve(folder, relative.trim()));
    if (path.startsWith(`${folder}${sep}`)) return path;
    throw new RangeError('outside');
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: 'a message names a file that is not below the root folder',
      received: relative.slice(0, 200),
      cause,
    });
  }
}

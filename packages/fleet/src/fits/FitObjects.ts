import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openRegularFile } from 'nominal-vision/internal/files';
import { type ObjectInfo, Objm, type ObjectStore } from '@nats-io/obj';
import { nanos } from '@nats-io/transport-node';
import type { Fleet } from '../connection/Fleet.ts';
import { objectChunks } from '../connection/objectChunks.ts';
import { fleetError } from '../connection/fleetError.ts';
import { FIT_HOURS, type FitTask } from '../protocol/fitTask.ts';

/** What the part of a fit comes to. */
export type FitPart = Pick<FitTask, 'kind' | 'shard'>;

/** Names of the objects of a fit. */
export const fitObjects = {
  plan: 'plan',
  bank: 'bank',
  /** Names and sizes of a shard's images. */
  shard: (shard: number) => `shards/${shard}`,
  image: (shard: number, image: number) => `images/${shard}/${image}`,
  result: ({ kind, shard }: FitPart) => `results/${kind}/${shard}`,
  failures: 'failures/',
  failure: ({ kind, shard }: FitPart) => `failures/${kind}/${shard}`,
};

/** The objects of one fit, which its program and its workers share, and which end with it. */
export class FitObjects {
  readonly #fleet: Fleet;
  readonly #name: string;
  readonly #store: ObjectStore;

  private constructor(fleet: Fleet, name: string, store: ObjectStore) {
    this.#fleet = fleet;
    this.#name = name;
    this.#store = store;
  }

  /** @param replicas servers that hold each object. @throws NominalError of the fleet. */
  static async create(fleet: Fleet, fit: string, replicas: number): Promise<FitObjects> {
    const name = fleet.names.fitObjects(fit);
    return told(`the store ${name} cannot be made`, async () => {
      const ttl = nanos(FIT_HOURS * 3_600_000);
      const store = await new Objm(fleet.streams).create(name, { replicas, ttl });
      return new FitObjects(fleet, name, store);
    });
  }

  /** @throws NominalError `FLEET_NOT_SET_UP` of a fit that has ended, or another of the fleet. */
  static async open(fleet: Fleet, fit: string): Promise<FitObjects> {
    const name = fleet.names.fitObjects(fit);
    return told(
      `the fit ${fit} has ended`,
      async () => new FitObjects(fleet, name, await new Objm(fleet.streams).open(name, true)),
    );
  }

  async has(name: string): Promise<boolean> {
    const info = await told(`${name} cannot be looked for`, () => this.#store.info(name));
    return info !== null && !info.deleted;
  }

  /** @throws NominalError `FLEET_FULL` or another of the fleet. */
  async put(name: string, bytes: Uint8Array | string): Promise<void> {
    const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    await told(`${name} cannot be handed in`, () => this.#store.putBlob({ name }, data));
  }

  async putFile(name: string, path: string): Promise<void> {
    const file = await openRegularFile(path);
    const data = Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>;
    await told(`${path} cannot be handed in`, () => this.#store.put({ name }, data));
  }

  /** @throws NominalError of the fleet, also if there is no such object. */
  async get(name: string): Promise<Uint8Array> {
    return told(`${name} cannot be fetched`, async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of this.#chunks(name)) chunks.push(chunk);
      return new Uint8Array(Buffer.concat(chunks));
    });
  }

  async getText(name: string): Promise<string> {
    return new TextDecoder().decode(await this.get(name));
  }

  async getFile(name: string, path: string): Promise<void> {
    await told(`${name} cannot be fetched`, async () => {
      await pipeline(this.#chunks(name), createWriteStream(path));
    });
  }

  async *#chunks(name: string): AsyncGenerator<Uint8Array> {
    const found = await this.#store.get(name);
    if (found === null) throw new Error('it is not there');
    yield* objectChunks(this.#fleet, this.#name, found);
  }

  /** Names of objects as they come, those that are there first. */
  async *arrivals(signal: AbortSignal): AsyncGenerator<string> {
    const watched = await told('the results cannot be waited for', () =>
      this.#store.watch({ includeHistory: true, ignoreDeletes: true }),
    );
    const stop = () => watched.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const info of watched as AsyncIterable<ObjectInfo | null>) {
        if (info !== null && !info.deleted) yield info.name;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      watched.stop();
    }
  }

  /** Removes all of them. */
  async destroy(): Promise<void> {
    await told('the objects of the fit cannot be removed', () => this.#store.destroy());
  }
}

async function told<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw fleetError(cause, what);
  }
}

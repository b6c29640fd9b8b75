import {
  jetstream,
  type JetStreamClient,
  jetstreamManager,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { Objm, type ObjectStore } from '@nats-io/obj';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { FleetNames } from '../protocol/FleetNames.ts';
import { connectionOptions } from './connectionOptions.ts';
import { fleetError } from './fleetError.ts';
import type { NatsOptions } from 'nominal-vision/internal/config';

/** A connection to NATS, and the streams and buckets of one fleet there, which may not exist yet. */
export class Fleet {
  readonly connection: NatsConnection;
  readonly names: FleetNames;
  readonly streams: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly #timeoutMs: number;
  readonly #buckets = new Map<string, Promise<KV>>();
  readonly #objects = new Map<string, Promise<ObjectStore>>();

  private constructor(
    connection: NatsConnection,
    manager: JetStreamManager,
    { fleet, timeoutMs }: NatsOptions,
  ) {
    this.connection = connection;
    this.manager = manager;
    this.streams = jetstream(connection, { timeout: timeoutMs });
    this.names = new FleetNames(fleet);
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Connects.
   *
   * @param name of the program, as the server lists it.
   * @throws NominalError `FLEET_UNREACHABLE`, `FLEET_DENIED`, `CONFIG_INVALID` or `INPUT_NOT_FOUND`.
   */
  static async connect(options: NatsOptions, name: string): Promise<Fleet> {
    const given = await connectionOptions(options, name);
    try {
      const connection = await connect(given);
      const { timeoutMs: timeout } = options;
      const manager = await jetstreamManager(connection, { timeout, checkAPI: false });
      return new Fleet(connection, manager, options);
    } catch (cause) {
      const hosts = options.servers.map((server) => new URL(server).host).join(', ');
      throw fleetError(cause, `NATS at ${hosts} takes no connection`);
    }
  }

  /** Longest wait for one answer of a server. */
  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  /** A key-value bucket by its name. @throws NominalError `FLEET_NOT_SET_UP` or another of the fleet. */
  bucket(name: string): Promise<KV> {
    return opened(this.#buckets, name, () => new Kvm(this.streams).open(name));
  }

  /** An object store by its name. @throws NominalError `FLEET_NOT_SET_UP` or another of the fleet. */
  objects(name: string): Promise<ObjectStore> {
    return opened(this.#objects, name, () => new Objm(this.streams).open(name, false));
  }

  /** Closes the connection once everything sent has left. */
  async close(): Promise<void> {
    if (this.connection.isClosed()) return;
    await this.connection.flush().catch(() => undefined);
    await this.connection.close();
  }
}

function opened<Opened>(
  known: Map<string, Promise<Opened>>,
  name: string,
  open: () => Promise<Opened>,
): Promise<Opened> {
  const before = known.get(name);
  if (before !== undefined) return before;
  const opening = open().catch((cause: unknown) => {
    known.delete(name);
    throw fleetError(cause, `the bucket ${name} cannot be opened`);
  });
  known.set(name, opening);
  return opening;
}

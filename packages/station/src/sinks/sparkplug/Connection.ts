import { createHash } from 'node:crypto';
import type { IClientOptions, MqttClient } from 'mqtt';
import type mqtt from 'mqtt';
import { connectionFailed } from '../../endpoints/connectionFailed.ts';
import { NominalError } from 'nominal-vision/internal/errors';
import { encodePayload, type Metric } from './payload.ts';

/** Where an edge node is found, and by which names. */
export interface Address {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly groupId: string;
  readonly edgeNodeId: string;
  /** The host application that is waited for; none by default. */
  readonly primaryHostId?: string | undefined;
}

/** What a connection hears. */
export interface ConnectionListener {
  /** A command to the edge node. */
  readonly command: (payload: Uint8Array) => void;
  /** News of the primary host. */
  readonly hostState: (payload: Uint8Array) => void;
}

const NAMESPACE = 'spBv1.0';
/** After one and a half of it without a sign of life the broker tells of the death. */
const KEEP_ALIVE_S = 10;
/** Longest wait for the broker. */
const TIMEOUT_MS = 10_000;
/** Longest wait for the farewell. */
const FAREWELL_MS = 2000;
/** Codes of failures before the first byte was sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * One connection of an edge node, from CONNECT to its end: a session of Sparkplug. The broker holds the
 * death of the node as the will.
 */
export class Connection {
  readonly #address: Address;
  readonly #client: MqttClient;
  readonly #bdSeq: number;
  /** Number of the next message. */
  #seq = 0;
  /** Pings that were sent, and those that were answered. */
  #pings = 0;
  #answers = 0;
  readonly #waiting = new Set<() => void>();
  #problem: Error | null = null;
  /** Ends with the connection, told why. */
  readonly ended: Promise<NominalError>;

  /** Connects. @param bdSeq number of the session, in its death and its birth. */
  constructor(library: typeof mqtt, address: Address, bdSeq: number, on: ConnectionListener) {
    this.#address = address;
    this.#bdSeq = bdSeq;
    const { url, username, password, groupId, edgeNodeId } = address;
    const options: IClientOptions = {
      // The same at each connection: one that hangs is ended by the broker when the next one comes.
      clientId: `nominal${createHash('sha256').update(`${groupId}/${edgeNodeId}`).digest('hex').slice(0, 16)}`,
      protocolVersion: 4,
      clean: true,
      keepalive: KEEP_ALIVE_S,
      connectTimeout: TIMEOUT_MS,
      // The next connection has another will.
      reconnectPeriod: 0,
      queueQoSZero: false,
      will: { topic: this.#topic('NDEATH'), payload: this.#death, qos: 1, retain: false },
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    };
    const client = library.connect(url, options);
    this.#client = client;
    client.on('packetsend', ({ cmd }) => {
      if (cmd === 'pingreq') this.#pings++;
    });
    client.on('packetreceive', ({ cmd }) => {
      if (cmd !== 'pingresp') return;
      this.#answers++;
      for (const look of this.#waiting) look();
    });
    client.on('message', (topic, payload) => {
      if (topic === this.#topic('NCMD')) on.command(payload);
      else if (topic === this.#hostTopic) on.hostState(payload);
    });
    client.on('error', (error) => {
      this.#problem ??= error;
      client.stream.destroy();
    });
    this.ended = new Promise((resolve) => {
      client.once('close', () => {
        client.end(true);
        const problem = this.#problem ?? 'the connection was closed';
        resolve(problem instanceof NominalError ? problem : connectionFailed(url, problem));
        for (const look of this.#waiting) look();
      });
    });
  }

  get isOpen(): boolean {
    return this.#client.connected;
  }

  /** Whether the broker may know of the session. */
  get wasTold(): boolean {
    const { code } = (this.#problem ?? {}) as { readonly code?: unknown };
    return !NEVER_SENT.has(String(code));
  }

  /** Once commands and news of the host come in. @throws Error if that fails. */
  async open(): Promise<void> {
    const failed = this.ended.then((reason) => Promise.reject(reason));
    const connected = new Promise<void>((resolve) => this.#client.once('connect', () => resolve()));
    await Promise.race([connected, failed]);
    const topics = [this.#topic('NCMD'), ...(this.#hostTopic === null ? [] : [this.#hostTopic])];
    await Promise.race([this.#client.subscribeAsync(topics, { qos: 1 }), failed]);
  }

  /** Publishes the birth of the edge node, from which messages are counted anew. */
  publishBirth(metrics: readonly Metric[]): void {
    this.#seq = 0;
    this.#publish('NBIRTH', null, [this.#bdSeqMetric, ...metrics]);
  }

  /** Publishes data of the edge node. */
  publishData(metrics: readonly Metric[]): void {
    this.#publish('NDATA', null, metrics);
  }

  /** Publishes birth, data or death of a device. */
  publishOf(
    device: string,
    type: 'DBIRTH' | 'DDATA' | 'DDEATH',
    metrics: readonly Metric[] = [],
  ): void {
    this.#publish(type, device, metrics);
  }

  /**
   * Until the broker has read what was published before. Sparkplug has quality of service 0, in which it
   * acknowledges nothing; but it answers a ping, and reads in order.
   *
   * @throws RangeError if the connection ends, or there is no answer.
   */
  async delivered(signal: AbortSignal): Promise<void> {
    this.#client.sendPing();
    const ping = this.#pings;
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    let look = () => undefined as void;
    let late = () => undefined as void;
    try {
      await new Promise<void>((resolve, reject) => {
        look = () => {
          if (this.#answers >= ping) resolve();
          else if (!this.isOpen)
            reject(new RangeError('the connection ended before the broker took it'));
        };
        late = () => {
          reject(new RangeError(`no answer within ${TIMEOUT_MS} ms`));
          if (!signal.aborted) this.#client.stream.destroy();
        };
        this.#waiting.add(look);
        giveUp.addEventListener('abort', late, { once: true });
        if (giveUp.aborted) late();
        look();
      });
    } finally {
      this.#waiting.delete(look);
      giveUp.removeEventListener('abort', late);
    }
  }

  /** Tells of the death of the edge node, and ends the connection. @param reason why, if it is known. */
  async close(reason: NominalError | null = null): Promise<void> {
    this.#problem ??= reason;
    if (this.isOpen) {
      const told = this.#client
        .publishAsync(this.#topic('NDEATH'), this.#death, { qos: 1 })
        .then(() => this.#client.endAsync())
        // The will tells it then.
        .catch(() => undefined);
      await Promise.race([
        told,
        new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref()),
      ]);
    }
    this.#client.stream.destroy();
    await this.ended;
  }

  get #hostTopic(): string | null {
    const { primaryHostId } = this.#address;
    return primaryHostId === undefined ? null : `${NAMESPACE}/STATE/${primaryHostId}`;
  }

  #topic(type: string, device: string | null = null): string {
    const { groupId, edgeNodeId } = this.#address;
    const levels = [NAMESPACE, groupId, type, edgeNodeId, ...(device === null ? [] : [device])];
    return levels.join('/');
  }

  #publish(type: string, device: string | null, metrics: readonly Metric[]): void {
    const bytes = encodePayload(metrics, this.#seq, { isBirth: type.endsWith('BIRTH') });
    this.#seq = (this.#seq + 1) % 256;
    // What became of it is asked by `delivered`; without a connection nothing is published.
    this.#client.publish(
      this.#topic(type, device),
      Buffer.from(bytes),
      { qos: 0 },
      () => undefined,
    );
  }

  /** What a birth and its death have in common. */
  get #bdSeqMetric(): Metric {
    return { name: 'bdSeq', type: 'Int64', value: this.#bdSeq, timestampMs: Date.now() };
  }

  get #death(): Buffer {
    return Buffer.from(encodePayload([this.#bdSeqMetric], null, { isBirth: true }));
  }
}

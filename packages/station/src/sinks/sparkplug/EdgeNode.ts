import { setTimeout as delay } from 'node:timers/promises';
import type mqtt from 'mqtt';
import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Report } from '../../Report.ts';
import { retryDelayMs } from '../../retryDelayMs.ts';
import { type Address, Connection } from './Connection.ts';
import { type Definitions, MetricSet, type Values } from './MetricSet.ts';
import { decodePayload } from './payload.ts';

/** What an edge node is made of. */
export interface EdgeNodeParts<Node extends Definitions, Device extends Definitions> {
  readonly library: typeof mqtt;
  readonly address: Address;
  readonly nodeMetrics: Node;
  readonly deviceMetrics: Device;
  readonly nodeValues: Values<Node>;
  /** Numbers of the sessions, kept over restarts: a late death must not be taken for that of the next session. */
  readonly bdSeq: {
    readonly last: () => Promise<number | null>;
    readonly keep: (value: number) => Promise<void>;
  };
  /** Called before a session begins; until then nobody saw what was told before. */
  readonly beforeBirth: () => Promise<void>;
  readonly report: Report;
}

/** A host that asks for one birth after another is answered once in this time. */
const REBIRTH_EVERY_MS = 1000;
/** A connection that lasted for this time was no failed one. */
const LASTING_MS = 30_000;

const REBIRTH = 'Node Control/Rebirth';

/** News of a host application, by the specification 3.0. */
const hostStateSchema = z.object({ online: z.boolean(), timestamp: z.number() });

/**
 * An edge node of Sparkplug B 3.0: connects again and again, and tells hosts of itself and of its devices,
 * with what they need to know that they have missed nothing. Values are kept here, so that each birth
 * has all of them.
 */
export class EdgeNode<Node extends Definitions, Device extends Definitions> {
  readonly #parts: EdgeNodeParts<Node, Device>;
  readonly #metrics: MetricSet<Node>;
  readonly #devices = new Map<string, MetricSet<Device>>();
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #connection: Connection | null = null;
  /** The connection that the node was born on. */
  #bornOn: Connection | null = null;
  /** The connection that its birth is being made ready for. */
  #expectedOn: Connection | null = null;
  #isHostOnline = false;
  #hostTimestamp = -Infinity;
  #rebornMs = -Infinity;
  #rebirth: NodeJS.Timeout | null = null;
  #reported = '';

  constructor(parts: EdgeNodeParts<Node, Device>) {
    this.#parts = parts;
    this.#metrics = new MetricSet(parts.nodeMetrics, parts.nodeValues);
  }

  start(): void {
    this.#running = this.#connectAgain().catch((error: unknown) =>
      this.#parts.report(`${this.#name} is given up`, error),
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#rebirth !== null) clearTimeout(this.#rebirth);
    await this.#connection?.close();
    await this.#running;
  }

  /** Why nothing can be told now; null if it can. */
  get problem(): string | null {
    if (this.#bornOn?.isOpen === true) return null;
    if (this.#connection?.isOpen === true && !this.#isHostOnline) return this.#hostProblem;
    return `${this.#name} is not connected`;
  }

  /** Tells values of the node itself, if they are others than before. */
  change(values: Values<Node>): void {
    const changed = this.#metrics.change(values, Date.now());
    if (changed.length > 0 && this.problem === null) this.#bornOn?.publishData(changed);
  }

  /** Whether a device is online. */
  has(device: string): boolean {
    return this.#devices.has(device);
  }

  /** A device comes online. */
  addDevice(device: string, values: Values<Device>): void {
    const metrics = new MetricSet(this.#parts.deviceMetrics, values);
    this.#devices.set(device, metrics);
    if (this.problem === null) this.#bornOn?.publishOf(device, 'DBIRTH', metrics.all);
  }

  /** A device goes offline: hosts mark what they know of it as stale. */
  removeDevice(device: string): void {
    if (this.#devices.delete(device) && this.problem === null)
      this.#bornOn?.publishOf(device, 'DDEATH');
  }

  /** Tells values of a device that is online, if they are others than before. */
  changeDevice(device: string, values: Values<Device>): void {
    const changed = this.#devices.get(device)?.change(values, Date.now()) ?? [];
    if (changed.length > 0 && this.problem === null)
      this.#bornOn?.publishOf(device, 'DDATA', changed);
  }

  /**
   * Tells that something happened at a device that is online, whether or not its values are others.
   *
   * @param isHistorical it is told afterwards: the current values stay.
   */
  tell(device: string, values: Values<Device>, timestampMs: number, isHistorical: boolean): void {
    const metrics = this.#devices.get(device);
    if (metrics === undefined || this.problem !== null) return;
    const told = isHistorical
      ? metrics.of(values, timestampMs, true)
      : metrics.set(values, timestampMs);
    this.#bornOn?.publishOf(device, 'DDATA', told);
  }

  /** Until the broker has read what was told before. @throws RangeError if it has not. */
  async delivered(signal: AbortSignal): Promise<void> {
    if (this.#bornOn === null) throw new RangeError(this.problem ?? '');
    await this.#bornOn.delivered(signal);
  }

  get #hostProblem(): string {
    return `the primary host ${this.#parts.address.primaryHostId} is offline`;
  }

  get #name(): string {
    const { groupId, edgeNodeId } = this.#parts.address;
    return `the edge node ${groupId}/${edgeNodeId}`;
  }

  async #connectAgain(): Promise<void> {
    const { signal } = this.#closing;
    const { bdSeq, library, address } = this.#parts;
    let number: number | null = null;
    for (let failures = 1; !signal.aborted; failures++) {
      const startMs = performance.now();
      try {
        if (number === null) {
          const last = await bdSeq.last();
          number = last === null ? 0 : (last + 1) % 256;
          await bdSeq.keep(number);
        }
        if (signal.aborted) return;
        const connection = new Connection(library, address, number, {
          command: (payload) => this.#command(payload),
          hostState: (payload) => this.#hostState(payload),
        });
        this.#begin(connection);
        const reason = await this.#live(connection);
        // A number is of one session. What was never sent has used none.
        if (connection.wasTold) number = null;
        this.#complain(reason);
      } catch (error) {
        this.#complain(error);
      }
      this.#begin(null);
      if (performance.now() - startMs > LASTING_MS) failures = 0;
      await delay(retryDelayMs(Math.max(1, failures)), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  #begin(connection: Connection | null): void {
    this.#connection = connection;
    this.#bornOn = null;
    this.#isHostOnline = this.#parts.address.primaryHostId === undefined;
    // What the broker has kept of the host is the latest that there is.
    this.#hostTimestamp = -Infinity;
  }

  /** @returns why the connection has ended. */
  async #live(connection: Connection): Promise<NominalError> {
    try {
      await connection.open();
      if (this.#isHostOnline) await this.#beBorn(connection);
      return await connection.ended;
    } finally {
      await connection.close();
    }
  }

  async #beBorn(connection: Connection): Promise<void> {
    if (this.#bornOn === connection || this.#expectedOn === connection) return;
    this.#expectedOn = connection;
    try {
      await this.#parts.beforeBirth();
    } catch (error) {
      await connection.close();
      throw error;
    } finally {
      this.#expectedOn = null;
    }
    if (this.#connection !== connection || !connection.isOpen || !this.#isHostOnline) return;
    this.#reported = '';
    this.#bornOn = connection;
    this.#publishBirths(connection);
  }

  #publishBirths(connection: Connection): void {
    connection.publishBirth([
      { name: REBIRTH, type: 'Boolean', value: false, timestampMs: Date.now() },
      ...this.#metrics.all,
    ]);
    for (const [device, metrics] of this.#devices)
      connection.publishOf(device, 'DBIRTH', metrics.all);
  }

  /** The one command that there is: to tell everything again. */
  #command(payload: Uint8Array): void {
    let isAsked: boolean;
    try {
      const { metrics } = decodePayload(payload);
      isAsked = metrics.some(
        ({ name, value }) => name === REBIRTH && value.case === 'booleanValue' && value.value,
      );
    } catch (error) {
      this.#parts.report(`${this.#name} was sent a command that cannot be read`, error);
      return;
    }
    if (!isAsked) return;
    const waitMs = Math.max(0, this.#rebornMs + REBIRTH_EVERY_MS - performance.now());
    this.#rebirth ??= setTimeout(() => {
      this.#rebirth = null;
      this.#rebornMs = performance.now();
      if (this.#bornOn?.isOpen === true) this.#publishBirths(this.#bornOn);
    }, waitMs);
  }

  #hostState(payload: Uint8Array): void {
    const connection = this.#connection;
    const state = hostStateOf(payload);
    // That of a session of before may come after the birth of the next one.
    if (connection === null || state === null || state.timestamp < this.#hostTimestamp) return;
    this.#hostTimestamp = state.timestamp;
    this.#isHostOnline = state.online;
    if (state.online) this.#beBorn(connection).catch((error: unknown) => this.#complain(error));
    else if (this.#bornOn !== null) {
      const remedy = 'Messages wait until it is back';
      const lost = new NominalError('CONNECTION_FAILED', { what: this.#hostProblem, remedy });
      connection.close(lost).catch((error: unknown) => this.#complain(error));
    }
  }

  /** Says so once for each reason, not at each try. */
  #complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#closing.signal.aborted || message === this.#reported) return;
    this.#reported = message;
    this.#parts.report(`${this.#name} is offline`, error);
  }
}

/** Null for what is no news of a host. */
function hostStateOf(payload: Uint8Array): z.output<typeof hostStateSchema> | null {
  try {
    const parsed = hostStateSchema.safeParse(JSON.parse(Buffer.from(payload).toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

import type mqtt from 'mqtt';
import { version } from 'nominal-vision/internal/version';
import { productsOf } from '../../sources/kinds/index.ts';
import { isStoreFailure, type Product, type Shift } from '../../store/index.ts';
import type { Sink, SinkGate } from '../kinds/SinkKind.ts';
import type { refusalMessage } from '../refusalMessage.ts';
import type { verdictMessage } from '../verdictMessage.ts';
import type { Address } from './Connection.ts';
import { deviceNames } from './deviceNames.ts';
import { EdgeNode } from './EdgeNode.ts';
import {
  decisionValues,
  deviceMetrics,
  type DeviceValues,
  lineValues,
  nodeMetrics,
  type NodeValues,
  notInspected,
  refusalValues,
  shiftValues,
} from './metrics.ts';

/** Time between two looks at what changes without a decision. */
const LOOK_MS = 1000;

/** What the outbox holds for it. */
type Message =
  | { readonly test: true; readonly product: null; readonly sentAt: string }
  | ((ReturnType<typeof verdictMessage> | ReturnType<typeof refusalMessage>) & {
      readonly shift: Shift | null;
    });

/** A point in the order of decisions and of what was not inspected, of one product. */
interface Moment {
  readonly decision: number;
  readonly refusal: number;
}

/** A product that hosts know. */
interface Shown {
  readonly device: string;
  /** What came up to this moment is told as history: it is no news. */
  readonly told: Moment;
}

/**
 * A station as an edge node, with each product as a device. A device is online while one of the sources of
 * its product is running, or if it has none. Decisions come through the outbox, so that each is told, if
 * late; all else is looked at every second, and told if it has changed.
 */
export class StationNode implements Sink {
  readonly #gate: SinkGate;
  readonly #node: EdgeNode<typeof nodeMetrics, typeof deviceMetrics>;
  /** By the ids of their products. */
  readonly #shown = new Map<string, Shown>();
  /** Versions of models by their ids. */
  readonly #versions = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  /** Ends with the look that was begun last: they come one after another. */
  #looks: Promise<void> = Promise.resolve();
  #isLookWaiting = false;

  constructor(library: typeof mqtt, address: Address, gate: SinkGate) {
    this.#gate = gate;
    const { settings } = gate.store;
    const key = `sparkplug/${address.groupId}/${address.edgeNodeId}` as const;
    this.#node = new EdgeNode({
      ...{ library, address, nodeMetrics, deviceMetrics, report: gate.report },
      nodeValues: { 'Properties/Program': 'nominal', 'Properties/Version': version },
      bdSeq: {
        last: async () => {
          const last = await settings.get(key);
          return typeof last === 'number' ? last : null;
        },
        keep: (number) => settings.set(key, number),
      },
      // Whoever connects now has seen nothing of before: what waits is history.
      beforeBirth: () =>
        this.#inTurn(async () => {
          await gate.untilStarted();
          for (const id of this.#shown.keys()) this.#hide(id);
          await this.#look();
        }),
    });
    this.#node.start();
    this.#timer = setInterval(() => {
      if (this.#isLookWaiting || this.#node.problem !== null) return;
      this.#isLookWaiting = true;
      this.#inTurn(async () => {
        this.#isLookWaiting = false;
        await this.#look();
      }).catch((error: unknown) => {
        // The next look comes soon.
        if (!isStoreFailure(error)) gate.report('an edge node cannot be kept up to date', error);
      });
    }, LOOK_MS);
  }

  async send(payload: string, signal: AbortSignal): Promise<void> {
    const message = JSON.parse(payload) as Message;
    const { problem } = this.#node;
    if (problem !== null) throw new RangeError(problem);
    if ('test' in message)
      this.#node.change({ 'Station/Test Message': Date.parse(message.sentAt) });
    else {
      const { id, name } = message.product;
      // It may be of the second before this one.
      if (!this.#shown.has(id)) await this.#inTurn(() => this.#look());
      if (!this.#shown.has(id)) {
        // Nobody asks for what was decided of a product that is gone.
        if ((await this.#gate.store.products.get(id)) === null) return;
        throw new RangeError(`no source of ${name} is running: its device is offline`);
      }
      this.#tell(id, message);
    }
    await this.#node.delivered(signal);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#node.close();
    await this.#looks.catch(() => undefined);
  }

  #tell(productId: string, message: Exclude<Message, { test: true }>): void {
    const shown = this.#shown.get(productId);
    if (shown === undefined) return;
    const { told, device } = shown;
    const isRefusal = 'notInspected' in message;
    const moment = isRefusal
      ? { decision: message.notInspected.after, refusal: message.notInspected.id }
      : { decision: message.id, refusal: told.refusal };
    const isNews =
      moment.decision > told.decision ||
      (isRefusal && moment.decision === told.decision && moment.refusal > told.refusal);
    if (isNews) this.#shown.set(productId, { device, told: moment });
    const values = isRefusal ? refusalValues(message) : decisionValues(message);
    const at = isRefusal ? message.notInspected.at : message.createdAt;
    const all = { ...values, ...shiftValues(message.shift) };
    this.#node.tell(device, all, Date.parse(at), !isNews);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#looks.catch(() => undefined).then(work);
    this.#looks = turn;
    return turn;
  }

  /** Tells what has changed, and which devices come and go. */
  async #look(): Promise<void> {
    const { store } = this.#gate;
    this.#node.change(this.#stationValues());
    const products = await store.products.list();
    const lines = new Map<string, { product: Product; values: DeviceValues }>();
    for (const product of products) {
      const values = await this.#lineValues(product);
      if (values !== null) lines.set(product.id, { product, values });
    }
    const devices = deviceNames(products);
    for (const [id, { device }] of this.#shown)
      if (!lines.has(id) || devices.get(id) !== device) this.#hide(id);
    for (const [id, { values }] of lines) {
      const shown = this.#shown.get(id);
      if (shown === undefined) await this.#show(id, devices.get(id) ?? id, values);
      else this.#node.changeDevice(shown.device, values);
    }
  }

  async #show(productId: string, device: string, values: DeviceValues): Promise<void> {
    const { inspections, refusals, shifts } = this.#gate.store;
    const [latest] = await inspections.list({ productId }, 1);
    const refusal = await refusals.last(productId);
    const counters = shiftValues(await shifts.get(productId));
    this.#node.addDevice(device, { ...notInspected, ...counters, ...values });
    const told = { decision: latest?.id ?? 0, refusal: refusal?.id ?? 0 };
    this.#shown.set(productId, { device, told });
  }

  #hide(productId: string): void {
    const shown = this.#shown.get(productId);
    if (shown !== undefined) this.#node.removeDevice(shown.device);
    this.#shown.delete(productId);
  }

  #stationValues(): NodeValues {
    const { problem, alarms } = this.#gate;
    const has = (kind: 'queue' | 'disk') => alarms.standing.some((alarm) => alarm.kind === kind);
    return {
      'Station/Ready': problem === null,
      'Station/Problem': problem,
      'Alarms/queue': has('queue'),
      'Alarms/disk': has('disk'),
    };
  }

  /** Null for a product that is not inspected now: its device is offline. */
  async #lineValues({ id, name, modelId }: Product): Promise<DeviceValues | null> {
    const { sourceEndpoints, alarms } = this.#gate;
    if (modelId === null) return null;
    const sources = sourceEndpoints.list
      .filter(({ config }) => productsOf(config).includes(name))
      .map(({ opened }) => opened?.state().running === true);
    if (sources.length > 0 && !sources.includes(true)) return null;
    const version = await this.#versionOf(modelId);
    if (version === null) return null;
    const own = alarms.standing.filter(({ productId }) => productId === id);
    return lineValues({ sources, model: { id: modelId, version }, alarms: own });
  }

  async #versionOf(modelId: string): Promise<number | null> {
    const known = this.#versions.get(modelId);
    if (known !== undefined) return known;
    const model = await this.#gate.store.models.get(modelId);
    if (model !== null) this.#versions.set(modelId, model.version);
    return model?.version ?? null;
  }
}

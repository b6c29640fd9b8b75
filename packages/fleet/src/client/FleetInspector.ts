import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { InspectionTask, Inspector } from 'nominal-vision/internal/inspector';
import type { Judgement } from 'nominal-vision/internal/decision';
import { Fleet } from '../connection/Fleet.ts';
import type { NatsOptions } from 'nominal-vision/internal/config';
import { Roster } from '../connection/Roster.ts';
import { FleetClient } from './FleetClient.ts';
import { publishModel } from './publishModel.ts';

/** What a product was last published with. */
interface Publication {
  readonly modelId: string;
  readonly falseRejectRate: number | null;
  /** SHA-256 of the model file. */
  readonly model: Promise<string>;
}

/** Has images judged by a fleet. A model is published when it is first needed. */
export class FleetInspector implements Inspector {
  /** Nothing of this machine inspects. */
  readonly pid = undefined;
  readonly #fleet: Fleet;
  readonly #client: FleetClient;
  readonly #roster: Roster;
  readonly #timeoutMs: number;
  readonly #published = new Map<string, Publication>();

  private constructor(fleet: Fleet, client: FleetClient, timeoutMs: number) {
    this.#fleet = fleet;
    this.#client = client;
    this.#roster = new Roster(fleet);
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Connects to a fleet.
   *
   * @param timeoutMs longest wait for one image.
   * @throws NominalError `FLEET_PROTOCOL`, `FLEET_NOT_SET_UP`, `FLEET_DENIED` or `FLEET_UNREACHABLE`.
   */
  static async open(options: NatsOptions, timeoutMs: number): Promise<FleetInspector> {
    const fleet = await Fleet.connect(options, 'nominal serve');
    try {
      return new FleetInspector(fleet, await FleetClient.open(fleet), timeoutMs);
    } catch (error) {
      await fleet.close();
      throw error;
    }
  }

  get depth(): number {
    return this.#client.waiting;
  }

  get problem(): string | null {
    return this.#roster.list().length > 0 ? null : 'no worker of the fleet is at work';
  }

  async inspect(task: InspectionTask): Promise<Judgement> {
    const { productId, falseRejectRate, threshold = null, image } = task;
    const model = await this.#publish(task);
    const { outcome } = await this.#client.inspect(
      {
        product: productId,
        image: typeof image === 'string' ? await readFile(image) : image,
        model,
        ...(falseRejectRate === null ? {} : { falseRejectRate }),
        ...(threshold === null ? {} : { threshold }),
      },
      this.#timeoutMs,
    );
    return outcome.judgement;
  }

  async close(): Promise<void> {
    while (this.depth > 0) await delay(20);
    this.#roster.close();
    await this.#client.close();
    await this.#fleet.close();
  }

  /** Makes sure that the fleet has the model. @returns SHA-256 of its file. */
  #publish({ productId, modelId, modelPath, falseRejectRate }: InspectionTask): Promise<string> {
    const before = this.#published.get(productId);
    if (before?.modelId === modelId && before.falseRejectRate === falseRejectRate)
      return before.model;
    const model = (async () => {
      const bytes = await readFile(modelPath);
      await publishModel(this.#fleet, productId, { bytes, falseRejectRate });
      return createHash('sha256').update(bytes).digest('hex');
    })();
    this.#published.set(productId, { modelId, falseRejectRate, model });
    model.catch(() => {
      // It is tried again with the next image.
      if (this.#published.get(productId)?.model === model) this.#published.delete(productId);
    });
    return model;
  }
}

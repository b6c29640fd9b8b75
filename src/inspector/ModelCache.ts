import type { RuntimeOptions } from '../config/index.ts';
import type { InspectorOptions, InspectRequest } from './messages.ts';
import { type JudgementListener, LoadedModel } from './LoadedModel.ts';

interface Entry {
  readonly modelId: string;
  readonly loading: Promise<LoadedModel>;
  /** Null until it is loaded. */
  model: LoadedModel | null;
  /** Number of requests about to be handed to the model, which must not be released before. */
  arriving: number;
}

/**
 * Loaded models. A model is loaded when it is first requested; above the memory limit, the least
 * recently used models are released once they have answered.
 */
export class ModelCache {
  readonly #options: InspectorOptions;
  readonly #runtime: RuntimeOptions;
  readonly #listener: JudgementListener;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: InspectorOptions, listener: JudgementListener) {
    this.#options = options;
    const { threads, workers = 1, decoding } = options;
    this.#runtime = { threads, workers, ...decoding };
    this.#listener = listener;
  }

  /** Number of models loaded. */
  get size(): number {
    return this.#loaded().length;
  }

  /**
   * Hands a request to its model; the answer goes to the listener.
   *
   * @throws NominalError for a model that cannot be read; the next request tries again.
   */
  async inspect(request: InspectRequest): Promise<void> {
    const { modelId, falseRejectRate, threshold } = request;
    const key = `${modelId} ${falseRejectRate} ${threshold}`;
    const entry = this.#use(key, request);
    entry.arriving++;
    try {
      const model = await entry.loading;
      const isNew = entry.model === null;
      entry.model = model;
      model.inspect(request);
      if (isNew) this.#tell();
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    } finally {
      entry.arriving--;
    }
    await this.#evict();
  }

  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.allSettled(entries.map(async ({ loading }) => (await loading).close()));
  }

  #use(key: string, request: InspectRequest): Entry {
    const entry = this.#usable(key) ?? {
      modelId: request.modelId,
      loading: LoadedModel.load(request, this.#runtime, this.#listener),
      model: null,
      arriving: 0,
    };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** The entry, unless its model has failed; the rest of a failed model is released. */
  #usable(key: string): Entry | undefined {
    const known = this.#entries.get(key);
    if (known?.model?.failed !== true) return known;
    // All waiting requests have received its failure.
    known.model.close().catch(() => undefined);
    return undefined;
  }

  #loaded(): { key: string; model: LoadedModel; arriving: number }[] {
    return [...this.#entries].flatMap(([key, { model, arriving }]) =>
      model === null ? [] : [{ key, model, arriving }],
    );
  }

  #tell(): void {
    const loaded = [...this.#entries.values()].filter(({ model }) => model !== null);
    this.#listener.models([...new Set(loaded.map(({ modelId }) => modelId))]);
  }

  async #evict(): Promise<void> {
    const loaded = this.#loaded();
    let bytes = loaded.reduce((sum, { model }) => sum + model.bytes, 0);
    const closing: Promise<void>[] = [];
    for (const { key, model, arriving } of loaded) {
      if (bytes <= this.#options.modelMemoryBytes) break;
      if (arriving > 0 || !model.idle) continue;
      this.#entries.delete(key);
      bytes -= model.bytes;
      closing.push(model.close());
    }
    if (closing.length > 0) this.#tell();
    await Promise.all(closing);
  }
}

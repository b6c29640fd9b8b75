import type { InspectRequest } from './messages.ts';
import { type JudgementListener, LoadedModel } from './LoadedModel.ts';
import type { InspectorOptions } from './messages.ts';

/**
 * Models by what they were loaded as, loaded when first asked for; beyond the memory allowed, those
 * used longest ago are let go.
 */
export class ModelCache {
  readonly #options: InspectorOptions;
  readonly #listener: JudgementListener;
  /** In the order of their last use. */
  readonly #models = new Map<string, Promise<LoadedModel>>();

  constructor(options: InspectorOptions, listener: JudgementListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** @throws NominalError of a model that cannot be read; it is tried again when asked for again. */
  async get(request: InspectRequest): Promise<LoadedModel> {
    const key = `${request.modelId} ${request.falseRejectRate}`;
    const known = this.#models.get(key);
    const model = known ?? LoadedModel.load(request, this.#options.threads, this.#listener);
    this.#models.delete(key);
    this.#models.set(key, model);
    try {
      return await model;
    } catch (error) {
      if (this.#models.get(key) === model) this.#models.delete(key);
      throw error;
    } finally {
      if (known === undefined) await this.#evict(key);
    }
  }

  async close(): Promise<void> {
    const models = [...this.#models.values()];
    this.#models.clear();
    await Promise.allSettled(models.map(async (model) => (await model).close()));
  }

  async #evict(keep: string): Promise<void> {
    const settled = await Promise.allSettled(
      [...this.#models].map(async ([key, model]) => ({ key, model: await model })),
    );
    const loaded = settled.flatMap((entry) => (entry.status === 'fulfilled' ? [entry.value] : []));
    let bytes = loaded.reduce((sum, { model }) => sum + model.bytes, 0);
    for (const { key, model } of loaded) {
      if (bytes <= this.#options.modelMemoryBytes) return;
      if (key === keep || !model.idle) continue;
      this.#models.delete(key);
      bytes -= model.bytes;
      await model.close();
    }
  }
}

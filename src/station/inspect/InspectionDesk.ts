import { NominalError } from '../../errors/index.ts';
import type { InspectionRecord, Product, Store, StoredModel } from '../../store/index.ts';
import type { Inspector } from '../../inspector/Inspector.ts';
import type { StationMetrics } from '../metrics/StationMetrics.ts';
import type { Recorder } from './Recorder.ts';

/** An image that came in. */
export interface IncomingImage {
  readonly bytes: Uint8Array;
  /** As the sender calls it; shown, never opened. */
  readonly name: string;
}

/** An image that the store has. */
export interface KeptImage {
  readonly sha256: string;
  readonly name: string;
}

/** What a desk works with. */
export interface DeskParts {
  readonly store: Store;
  readonly queue: Inspector;
  readonly recorder: Recorder;
  readonly metrics: StationMetrics;
}

const MAX_NAME_LENGTH = 200;

/** Takes images in, has them judged, and keeps image and decision. */
export class InspectionDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /**
   * Inspects one image. When this returns, image and decision are safe on the disk.
   *
   * @throws NominalError `CONFLICT` for a product without a model, or that of an image.
   */
  async inspect(
    product: Product,
    { bytes, name }: IncomingImage,
    source: string,
  ): Promise<InspectionRecord> {
    await this.modelOf(product);
    return this.inspectStored(product, await this.keep({ bytes, name }), source);
  }

  /** Keeps an image. Its bytes need not be held any longer. */
  async keep({ bytes, name }: IncomingImage): Promise<KeptImage> {
    return { sha256: (await this.#parts.store.images.put(bytes)).sha256, name };
  }

  /**
   * Inspects an image that the store has. When this returns, the decision is safe on the disk.
   *
   * @param origin what a source knows the image by.
   */
  async inspectStored(
    product: Product,
    { sha256, name }: KeptImage,
    source: string,
    origin?: string,
  ): Promise<InspectionRecord> {
    const { store, queue, recorder, metrics } = this.#parts;
    const start = performance.now();
    const model = await this.modelOf(product);
    const judgement = await queue.inspect({
      productId: product.id,
      modelId: model.id,
      modelPath: store.modelPath(model.id),
      falseRejectRate: product.falseRejectRate,
      image: store.images.path(sha256),
    });
    const { details } = judgement;
    const record = await recorder.add({
      ...judgement,
      productId: product.id,
      modelId: model.id,
      sha256,
      name: name.slice(0, MAX_NAME_LENGTH),
      source,
      ...(origin === undefined ? {} : { origin }),
    });
    metrics.inspections.inc({
      product: product.name,
      model: `${model.version}`,
      verdict: record.verdict,
    });
    for (const [stage, ms] of Object.entries(details.timing)) {
      if (stage !== 'totalMs')
        metrics.stages.observe({ stage: stage.replace(/Ms$/, '') }, ms / 1000);
    }
    metrics.stages.observe({ stage: 'total' }, (performance.now() - start) / 1000);
    return record;
  }

  /** The model in use. @throws NominalError `CONFLICT` if there is none yet. */
  async modelOf(product: Product): Promise<StoredModel> {
    const { modelId, name } = product;
    const model = modelId === null ? null : await this.#parts.store.models.get(modelId);
    if (model !== null) return model;
    throw new NominalError('CONFLICT', {
      what: `the product "${name}" has no model yet`,
      remedy: 'Add good images and fit, or upload a model',
    });
  }
}

import { rm } from 'node:fs/promises';
import { decodeMemory } from 'nominal-vision/internal/image';
import type {
  InspectionRecord,
  LineStamps,
  NewInspection,
  Product,
  ReceivedFile,
  Store,
  StoredImage,
  StoredModel,
} from '../store/index.ts';
import type { InspectionTask, Inspector } from 'nominal-vision/internal/inspector';
import type { Judgement } from 'nominal-vision/internal/decision';
import type { MemoryBudget } from '../memory/MemoryBudget.ts';
import type { StationMetrics } from '../metrics/StationMetrics.ts';
import { writeFrame } from '../receive/writeFrame.ts';
import type { NotInspected, Shifts } from '../shifts/Shifts.ts';
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

/** A frame of a camera that is to be kept and judged at the same time. */
export interface IncomingFrame {
  /** Its file, in pieces one after the other. */
  readonly pieces: readonly Uint8Array[];
  readonly name: string;
  /** Memory that it takes while it is judged. */
  readonly pixelBytes: number;
  readonly source: string;
  readonly part: string | null;
  /** When things happened to it, asked for once it is judged. */
  readonly stamps: () => LineStamps;
}

/** A product, and the model that its images are inspected with. */
export interface InUse {
  readonly product: Product;
  readonly model: StoredModel;
}

/** What a desk works with. */
export interface DeskParts {
  readonly store: Store;
  readonly queue: Inspector;
  readonly recorder: Recorder;
  readonly metrics: StationMetrics;
  /** Memory that decoded images are counted in, or null where another machine decodes them. */
  readonly memory: MemoryBudget | null;
  readonly shifts: Pick<Shifts, 'refuse'>;
}

const MAX_NAME_LENGTH = 200;

/** Takes images in, has them judged, and keeps image and decision. */
export class InspectionDesk {
  readonly #parts: DeskParts;
  #depth = 0;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Images that wait or are being inspected. */
  get depth(): number {
    return this.#depth;
  }

  /** Keeps an image. Its bytes need not be held any longer. */
  async keep({ bytes, name }: IncomingImage): Promise<KeptImage> {
    return keptAs(name, await this.#parts.store.images.put(bytes));
  }

  /** Keeps an image that came in a file. */
  async keepReceived({
    file,
    name,
  }: {
    readonly file: ReceivedFile;
    readonly name: string;
  }): Promise<KeptImage> {
    return keptAs(name, await this.#parts.store.images.putFile(file));
  }

  /**
   * Inspects an image that the store has. When this returns, the decision is safe on the disk.
   *
   * @param origin what a source knows the image by.
   */
  async inspectStored(
    { product, model }: InUse,
    { sha256, name }: KeptImage,
    source: string,
    origin?: string,
  ): Promise<InspectionRecord> {
    const start = performance.now();
    const judgement = await this.judge({ product, model }, sha256);
    const known = { sha256, name, source, ...(origin === undefined ? {} : { origin }) };
    return this.#record({ product, model }, judgement, known, start);
  }

  /**
   * Judges a frame from its file while that is flushed. When this returns, image and decision are safe
   * on the disk.
   */
  async inspectFrame(
    inUse: InUse,
    { pieces, name, pixelBytes, source, part, stamps }: IncomingFrame,
  ): Promise<InspectionRecord> {
    const start = performance.now();
    const { images } = this.#parts.store;
    const { path, safe } = await writeFrame(images.incomingPath(), pieces);
    const remove = () => rm(path, { force: true });
    const judged = this.#judge(inUse, path, () => Promise.resolve(pixelBytes)).then(
      (judgement) => ({ judgement, stamps: stamps() }),
    );
    const adopt = async () => {
      // The process that inspects has read the file by then, so that it may be moved.
      const [file, { judgement, stamps: judgedStamps }] = await Promise.all([safe, judged]);
      const image = await images.adopt(file);
      const known = { ...keptAs(name, image), image, source, part, stamps: judgedStamps };
      return { judgement, known };
    };
    const { judgement, known } = await adopt().catch(async (error: unknown) => {
      await remove().catch(() => undefined);
      throw error;
    });
    const record = await this.#record(inUse, judgement, known, start);
    // Otherwise it stays, so that the next start finds the image without a decision.
    remove().catch(() => undefined);
    return record;
  }

  /** Keeps soon when a decision was told, or that it was late. */
  stamp(id: number, stamps: LineStamps): Promise<void> {
    return this.#parts.recorder.stamp(id, stamps);
  }

  async #record(
    { product, model }: InUse,
    judgement: Judgement,
    known: Omit<NewInspection, keyof Judgement | 'productId' | 'modelId'>,
    start: number,
  ): Promise<InspectionRecord> {
    const { recorder, metrics } = this.#parts;
    const { details } = judgement;
    const record = await recorder.add({
      ...judgement,
      productId: product.id,
      modelId: model.id,
      ...known,
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

  /** Keeps and counts that something of a product came and was not inspected, so that nobody misses it. */
  refuse(product: Pick<Product, 'id'>, image: NotInspected): Promise<void> {
    return this.#parts.shifts.refuse(product, image);
  }

  /** Judges an image that the store has, and keeps no decision. */
  judge(inUse: InUse, sha256: string): Promise<Judgement> {
    const image = this.#parts.store.images.path(sha256);
    return this.#judge(inUse, image, async () => (await decodeMemory(image)).whole);
  }

  /** Has an image judged once there is memory for its pixels. */
  async #judge(
    { product, model }: InUse,
    image: InspectionTask['image'],
    pixelBytes: () => Promise<number>,
  ): Promise<Judgement> {
    const { memory, queue, store } = this.#parts;
    const task = {
      productId: product.id,
      modelId: model.id,
      modelPath: store.modelPath(model.id),
      falseRejectRate: product.falseRejectRate,
      threshold: product.modelId === model.id ? product.threshold : null,
      image,
    };
    // An image is in memory again for each way in which it is changed.
    const { align, normalizeExposure } = product.config;
    const copies = [true, align, normalizeExposure].filter(Boolean).length;
    this.#depth++;
    try {
      if (memory === null) return await queue.inspect(task);
      return await memory.use((await pixelBytes()) * copies, () => queue.inspect(task));
    } finally {
      this.#depth--;
    }
  }
}

/** A decision is found again by the name that it was asked for with, so that is cut short before. */
function keptAs(name: string, { sha256 }: StoredImage): KeptImage {
  return { sha256, name: name.slice(0, MAX_NAME_LENGTH) };
}

import type { FitConfig } from '../config/index.ts';
import { throwIfCancelled } from '../errors/index.ts';
import { randomProjection } from '../core/coreset/index.ts';
import type { Size } from '../core/image/index.ts';
import type { BankPlaces } from '../core/neighbors/index.ts';
import { Random } from '../core/random/index.ts';
import type { Matrix } from '../core/tensor/index.ts';
import type { EnsembleMember } from '../model/index.ts';
import { type Calibrated, calibrateMeasured } from './calibrate.ts';
import { bankRowsOf } from './bankRowsOf.ts';
import { type FeatureParts, joinParts } from './ExtractedImage.ts';
import { FeatureStore, type PartKind } from './FeatureStore.ts';
import type { FitJob, Fitting } from './Fitting.ts';
import type { Pipeline } from './Pipeline.ts';
import { placedPoints, placesOfRows, severalGrids } from './placesOfRows.ts';
import { ProjectedRows } from './ProjectedRows.ts';
import { rowsWithout } from './rowsWithout.ts';
import { type MeasuredImage, Scorer } from './Scorer.ts';
import { selectCoreset } from './selectCoreset.ts';

/** Share of a shard's images that no bank sees: the threshold is calibrated on them. */
const HELD_OUT_SHARE = 0.1;
/** More of a shard would only cost disk: ten shards then give a thousand scores. */
const MAX_HELD_OUT = 100;
/** Union of coresets that is reduced before more is added, in rows. */
const MAX_UNION_ROWS = 400_000;

/** Where a row came from. */
interface Origin {
  /** Index of the image among all that were fitted from. */
  readonly image: number;
  readonly patch: number;
}

/** A memory bank with what was learned around it. */
export interface FittedBank extends Calibrated {
  readonly bank: Matrix;
  readonly origins: readonly Origin[];
  /** The patch grid of all images, where rows match near their own place only; else null. */
  readonly grid: Size | null;
  /** No patch that was fitted from is farther from the bank, in the projected space. */
  readonly coveringRadius: number;
  /** Index, among all images, of each that was calibrated on. */
  readonly calibrated: readonly number[];
  /** The networks of an ensemble with a bank for each, else null. */
  readonly members: readonly EnsembleMember[] | null;
}

/**
 * Fits from shards of images, one after the other: each is reduced to a coreset and let go, and the
 * coresets are merged by selecting among their union (composable coresets: Indyk et al., 2014). By
 * the triangle inequality the covering radius is at most the largest of the shards' plus that of the
 * merging. Memory is that of one shard and the union, whatever the number of images. Images held out
 * of every shard calibrate the threshold.
 */
export class ShardedFit {
  readonly #config: FitConfig;
  readonly #pipeline: Pipeline;
  readonly #job: FitJob;
  readonly #random: Random;
  readonly #heldOutStore: FeatureStore;
  readonly #heldOut: number[] = [];
  #union: FeatureStore;
  #projected: ProjectedRows;
  #origins: Origin[] = [];
  #radius = 0;
  #images = 0;
  #rows = 0;
  /** The patch grid of all images, where rows match near their own place only; else null. */
  #grid: Size | null = null;

  private constructor(
    config: FitConfig,
    pipeline: Pipeline,
    job: FitJob,
    heldOutStore: FeatureStore,
    union: FeatureStore,
  ) {
    this.#config = config;
    this.#pipeline = pipeline;
    this.#job = job;
    this.#random = new Random(config.seed);
    this.#heldOutStore = heldOutStore;
    this.#union = union;
    this.#projected = this.#emptyProjection();
  }

  static async create(config: FitConfig, pipeline: Pipeline, job: FitJob): Promise<ShardedFit> {
    const { dimension } = pipeline.backbone;
    const heldOut = await FeatureStore.create(dimension);
    return new ShardedFit(config, pipeline, job, heldOut, await FeatureStore.create(dimension));
  }

  /** Takes a shard's coreset and held-out images; its features may be let go after. */
  async add(fitting: Fitting): Promise<void> {
    const { store } = fitting;
    this.#grid = this.#sharedWith(fitting);
    const count = Math.min(MAX_HELD_OUT, Math.max(1, Math.round(HELD_OUT_SHARE * store.images)));
    const heldOut = this.#random.permutation(store.images).slice(0, count).sort();
    for (const image of heldOut) {
      await appendImage(this.#heldOutStore, store.readImage(image));
      this.#heldOut.push(this.#images + image);
    }
    const rows = rowsWithout(fitting, heldOut);
    const { indices, coveringRadius } = await this.#select(fitting, rows);
    const origins = Array.from(indices, (row) => {
      const { image, patch } = store.locate(row);
      return { image: this.#images + image, patch };
    });
    await this.#append(await store.readRows(indices), origins);
    this.#radius = Math.max(this.#radius, coveringRadius);
    this.#images += store.images;
    this.#rows += rows.length;
    if (this.#union.rows > MAX_UNION_ROWS) await this.#reduce();
  }

  /** Merges the coresets and calibrates. */
  async finish(): Promise<FittedBank> {
    await this.#reduce();
    const { features: bank } = await joinParts(this.#union.readImage(0));
    const scorer = await Scorer.build(bank, this.#config, this.#pipeline.products, {
      places: this.#places(),
    });
    const measured: MeasuredImage[] = [];
    for (let image = 0; image < this.#heldOutStore.images; image++) {
      throwIfCancelled(this.#job.signal);
      measured.push(await scorer.measure(this.#heldOutStore.readImage(image)));
      const totalImages = this.#heldOutStore.images;
      this.#job.onProgress?.({ phase: 'calibrate', doneImages: measured.length, totalImages });
    }
    return {
      bank,
      origins: this.#origins,
      grid: this.#grid,
      coveringRadius: this.#radius,
      members: null,
      calibrated: this.#heldOut,
      ...calibrateMeasured(measured, 'held-out', this.#config),
    };
  }

  /** Lets the disk space go. */
  async close(): Promise<void> {
    await this.#union.close();
    await this.#heldOutStore.close();
  }

  /** Replaces the union by a coreset of it, of as many rows as the rows seen so far lead to. */
  async #reduce(): Promise<void> {
    const union = this.#union;
    const places = this.#places();
    const points = placedPoints(this.#projected.finish(), places, this.#config);
    const fitting: Fitting = {
      config: { ...this.#config, bankRows: bankRowsOf(this.#config, this.#rows) },
      store: union,
      points,
      rows: null,
      products: this.#pipeline.products,
      random: this.#random,
      job: this.#job,
    };
    const { indices, coveringRadius } = await this.#select(fitting);
    const features = await union.readRows(indices);
    const origins = Array.from(indices, (row) => this.#origins[row]);
    this.#union = await FeatureStore.create(union.columns);
    await union.close();
    this.#projected = this.#emptyProjection();
    this.#origins = [];
    this.#radius += coveringRadius;
    await this.#append(features, origins);
  }

  /** The grid that a shard shares with those before it. */
  #sharedWith({ config, store }: Fitting): Size | null {
    const grid = placesOfRows(config, store, new Uint32Array(0))?.grid ?? null;
    const before = this.#grid ?? grid;
    if (grid?.height !== before?.height || grid?.width !== before?.width) throw severalGrids();
    return grid;
  }

  /** Where the rows of the union were, where that counts. */
  #places(): BankPlaces | null {
    const grid = this.#grid;
    if (grid === null) return null;
    return { grid, cells: Uint32Array.from(this.#origins, ({ patch }) => patch) };
  }

  #select(fitting: Fitting, rows?: Uint32Array) {
    return selectCoreset(fitting, rows, (doneRows, totalRows) =>
      this.#job.onProgress?.({ phase: 'coreset', doneRows, totalRows }),
    );
  }

  async #append(features: Matrix, origins: readonly Origin[]): Promise<void> {
    const grid = { height: features.rows, width: 1 };
    await this.#union.append({
      features,
      grid,
      input: grid,
      cells: null,
      weights: null,
      zones: null,
    });
    await this.#projected.append(features, 0);
    for (const origin of origins) this.#origins.push(origin);
  }

  #emptyProjection(): ProjectedRows {
    const { backbone, products } = this.#pipeline;
    const projection = randomProjection(
      backbone.dimension,
      this.#config.projectionDimension,
      new Random(this.#config.seed),
    );
    return new ProjectedRows(projection, backbone.dimension, products.product);
  }
}

async function appendImage(store: FeatureStore, parts: FeatureParts): Promise<void> {
  let kind: PartKind = 'first';
  for await (const part of parts) {
    await store.append(part, kind);
    kind = 'further';
  }
}

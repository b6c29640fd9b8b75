import type { FitConfig } from '../../../config/index.ts';
import { randomProjection } from '../../../core/coreset/index.ts';
import type { Size } from '../../../core/image/index.ts';
import { Random } from '../../../core/random/index.ts';
import type { Matrix } from '../../../core/tensor/index.ts';
import { bankRowsOf, selectCoreset } from '../bank/selectCoreset.ts';
import { joinParts } from '../../features/ExtractedImage.ts';
import { FeatureStore } from '../bank/FeatureStore.ts';
import type { Fitting } from '../bank/Fitting.ts';
import type { FitJob } from '../FitJob.ts';
import type { Pipeline } from '../../features/Pipeline.ts';
import { placedPoints, severalGrids } from '../bank/placesOfRows.ts';
import { ProjectedRows } from '../bank/ProjectedRows.ts';
import type { ReducedShard, RowOrigin } from './reduceShard.ts';
import { placesOfBank, type SelectedBank } from '../bank/selectBank.ts';

/** Size of a union of coresets, in rows, at which it is reduced before more is added. */
const MAX_UNION_ROWS = 400_000;

/**
 * Merges the coresets of shards by selecting among their union (composable coresets: Indyk et al., 2014).
 * By the triangle inequality the covering radius is at most the largest of the shards' plus that of the
 * merging. Memory is bounded by the union, whatever the number of images. The result depends on the order
 * of the shards.
 */
export class CoresetUnion {
  readonly #config: FitConfig;
  readonly #pipeline: Pipeline;
  readonly #job: FitJob;
  readonly #random: Random;
  #union: FeatureStore;
  #projected: ProjectedRows;
  #origins: RowOrigin[] = [];
  readonly #heldOut: number[] = [];
  /** The patch grid of all shards, if rows match only near their own place; else null. */
  #grid: Size | null = null;
  #radius = 0;
  #images = 0;
  #rows = 0;

  private constructor(config: FitConfig, pipeline: Pipeline, job: FitJob, union: FeatureStore) {
    this.#config = config;
    this.#pipeline = pipeline;
    this.#job = job;
    this.#random = new Random(config.seed);
    this.#union = union;
    this.#projected = this.#emptyProjection();
  }

  static async create(config: FitConfig, pipeline: Pipeline, job: FitJob): Promise<CoresetUnion> {
    const store = await FeatureStore.create(pipeline.backbone.dimension);
    return new CoresetUnion(config, pipeline, job, store);
  }

  /** Indices, among the images of all shards, of those that are held out. */
  get heldOut(): readonly number[] {
    return this.#heldOut;
  }

  /**
   * Adds the coreset of the next shard.
   *
   * @throws NominalError `CONFIG_INVALID` for patches of another grid if rows match only near their
   *   place.
   */
  async add(shard: ReducedShard): Promise<void> {
    if (this.#images > 0 && !sameSize(shard.grid, this.#grid)) throw severalGrids();
    this.#grid = shard.grid;
    const before = this.#images;
    await this.#append(
      shard.features,
      shard.origins.map(({ image, patch }) => ({ image: before + image, patch })),
    );
    for (const image of shard.heldOut) this.#heldOut.push(before + image);
    this.#radius = Math.max(this.#radius, shard.coveringRadius);
    this.#images += shard.images;
    this.#rows += shard.rows;
    if (this.#union.rows > MAX_UNION_ROWS) await this.#reduce();
  }

  /** The bank of all shards. */
  async finish(): Promise<SelectedBank> {
    await this.#reduce();
    const { features: bank } = await joinParts(this.#union.readImage(0));
    return {
      bank,
      origins: this.#origins,
      grid: this.#grid,
      coveringRadius: this.#radius,
    };
  }

  /** Frees the disk space. */
  close(): Promise<void> {
    return this.#union.close();
  }

  /** Replaces the union by a coreset of it, whose size follows from the number of rows seen so far. */
  async #reduce(): Promise<void> {
    const union = this.#union;
    const places = placesOfBank({ grid: this.#grid, origins: this.#origins });
    const fitting: Fitting = {
      config: { ...this.#config, bankRows: bankRowsOf(this.#config, this.#rows) },
      store: union,
      points: placedPoints(this.#projected.finish(), places, this.#config),
      rows: null,
      products: this.#pipeline.products,
      threads: this.#pipeline.runtime.threads,
      random: this.#random,
      job: this.#job,
    };
    const { indices, coveringRadius } = await selectCoreset(
      fitting,
      undefined,
      (doneRows, totalRows) => this.#job.onProgress?.({ phase: 'coreset', doneRows, totalRows }),
    );
    const features = await union.readRows(indices);
    const origins = Array.from(indices, (row) => this.#origins[row]);
    this.#union = await FeatureStore.create(union.columns);
    await union.close();
    this.#projected = this.#emptyProjection();
    this.#origins = [];
    this.#radius += coveringRadius;
    await this.#append(features, origins);
  }

  async #append(features: Matrix, origins: readonly RowOrigin[]): Promise<void> {
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

function sameSize(a: Size | null, b: Size | null): boolean {
  return a?.height === b?.height && a?.width === b?.width;
}

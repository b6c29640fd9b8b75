import type { FitConfig } from '../config/index.ts';
import { NeighborSearch } from '../core/neighbors/index.ts';
import { anomalyMap, type ImageScore, imageScore, patchScores } from '../core/scoring/index.ts';
import type { Grid, Matrix, MatrixProduct } from '../core/tensor/index.ts';
import type { ExtractedFeatures } from './Pipeline.ts';

/** What a memory bank says of one image's patch features. */
export interface ScoredImage {
  readonly patchScores: Grid;
  readonly imageScore: ImageScore;
  /** Anomaly map of the network's input. */
  readonly map: Grid;
  readonly searchMs: number;
  readonly mapMs: number;
}

/** Scores images against one memory bank. */
export class Scorer {
  readonly #search: NeighborSearch;
  readonly #config: FitConfig;

  private constructor(search: NeighborSearch, config: FitConfig) {
    this.#search = search;
    this.#config = config;
  }

  /** Prepares the bank for searching. */
  static async build(bank: Matrix, config: FitConfig, product: MatrixProduct): Promise<Scorer> {
    return new Scorer(await NeighborSearch.build(bank, { product }), config);
  }

  /** Scores the patch features of one image. */
  async score({ features, grid, input }: ExtractedFeatures): Promise<ScoredImage> {
    const { neighbors: count, reweighting, reweightingNeighbors, sigmaPx } = this.#config;
    const start = performance.now();
    const neighbors = await this.#search.nearest(features, Math.min(count, this.#search.bank.rows));
    const scores = patchScores(neighbors, grid.height, grid.width);
    const densityNeighbors = reweighting === 'density' ? reweightingNeighbors : 0;
    const score = await imageScore(scores, neighbors, features, this.#search, densityNeighbors);
    const searched = performance.now();
    const map = anomalyMap(scores, input.height, input.width, sigmaPx);
    return {
      patchScores: scores,
      imageScore: score,
      map,
      searchMs: searched - start,
      mapMs: performance.now() - searched,
    };
  }
}

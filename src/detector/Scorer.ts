import type { FitConfig } from '../config/index.ts';
import { type PlaceStatistics, standardizePlaces } from '../core/calibration/index.ts';
import { NeighborSearch } from '../core/neighbors/index.ts';
import {
  anomalyMap,
  type ImageScore,
  imageScore,
  patchScores,
  scoreDensity,
} from '../core/scoring/index.ts';
import type { Size } from '../core/image/index.ts';
import type { Grid, Matrix, MatrixProducts } from '../core/tensor/index.ts';
import type { ExtractedFeatures } from './Pipeline.ts';

/** How far an image's patches lie from a memory bank. */
export interface MeasuredImage {
  /** Raw patch scores, before they are standardized by place. */
  readonly patchScores: Grid;
  /** Weight of the image score by the bank's density around it, 1 without re-weighting. */
  readonly density: number;
  /** Size of the network's input. */
  readonly input: Size;
}

/** The same, and which bank row each patch is nearest to. */
export interface SearchedImage extends MeasuredImage {
  readonly nearestRows: Uint32Array;
}

/** What follows of that for the image. */
export interface JudgedImage {
  /** Patch scores, standardized by place where the model does so. */
  readonly patchScores: Grid;
  readonly imageScore: ImageScore;
  /** Anomaly map of the network's input. */
  readonly map: Grid;
}

/** Measures images against one memory bank. */
export class Scorer {
  readonly #search: NeighborSearch;
  readonly #config: FitConfig;

  private constructor(search: NeighborSearch, config: FitConfig) {
    this.#search = search;
    this.#config = config;
  }

  /**
   * Prepares a copy of the bank for searching.
   *
   * @param axes of the scorer of a similar bank, which saves estimating them; they change no result.
   */
  static async build(
    bank: Matrix,
    config: FitConfig,
    products: MatrixProducts,
    axes?: Matrix,
  ): Promise<Scorer> {
    const known = axes === undefined ? {} : { axes };
    return new Scorer(await NeighborSearch.build(bank, { products, ...known }), config);
  }

  /** The axes that the search's bounds use. */
  get axes(): Matrix {
    return this.#search.axes;
  }

  /** The memory bank, as the search holds it. */
  get bank(): Matrix {
    return this.#search.bank;
  }

  /** Distances of the patches of one image to the bank. */
  async measure({ features, grid, input }: ExtractedFeatures): Promise<SearchedImage> {
    const { neighbors: wanted, reweighting, reweightingNeighbors } = this.#config;
    const count = Math.min(wanted, this.#search.bank.rows);
    const neighbors = await this.#search.nearest(features, count);
    const scores = patchScores(neighbors, grid.height, grid.width);
    const density =
      reweighting === 'density'
        ? await scoreDensity(scores, neighbors, features, this.#search, reweightingNeighbors)
        : 1;
    const nearestRows = neighbors.indices.filter((_, i) => i % count === 0);
    return { patchScores: scores, density, input, nearestRows };
  }
}

/** Place statistics for scores on a grid: an image on another grid than the training images has no place in common with them. */
export function placesOn(
  { height, width }: Grid,
  places: PlaceStatistics | null,
): PlaceStatistics | null {
  return places?.mean.height === height && places.mean.width === width ? places : null;
}

/** Image score and anomaly map from the distances, by place where statistics are given. */
export function judge(
  { patchScores: raw, density, input }: MeasuredImage,
  places: PlaceStatistics | null,
  { sigmaPx, topShare }: FitConfig,
): JudgedImage {
  const scores = places === null ? raw : standardizePlaces(raw, places);
  return {
    patchScores: scores,
    imageScore: imageScore(scores, density, topShare),
    map: anomalyMap(scores, input.height, input.width, sigmaPx),
  };
}

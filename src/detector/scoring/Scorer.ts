import type { FitConfig } from '../../config/index.ts';
import { type PlaceStatistics, standardizePlaces } from '../../core/calibration/index.ts';
import {
  type BankPlaces,
  type Neighbors,
  NeighborSearch,
  PlacedSearch,
  type QueryPlaces,
} from '../../core/neighbors/index.ts';
import {
  highestValue,
  type ImageScore,
  imageScore,
  patchScores,
  type PatchZones,
  pixelsInScope,
  PlacedScores,
  scopedAnomalyMap,
  scoreDensity,
  topCount,
  zoneScores,
} from '../../core/scoring/index.ts';
import type { Size } from '../../core/image/index.ts';
import {
  Grid,
  type Matrix,
  type MatrixProducts,
  readMatrix,
  type UnreadMatrix,
} from '../../core/tensor/index.ts';
import type { FeatureParts } from '../features/ExtractedImage.ts';
import { refuseNoScore, refuseNothingInspected } from './noScore.ts';

/** Distances of an image's patches from a memory bank. */
export interface MeasuredImage {
  /** Raw patch scores, before they are standardized by place. */
  readonly patchScores: Grid;
  /** By cell, 0 where the image has no patch; null if every cell has one. */
  readonly scope: Uint8Array | null;
  /** Zones that are judged separately; null if there are none. */
  readonly zones: PatchZones | null;
  /** Weight of the image score by the bank's density around it, 1 without re-weighting. */
  readonly density: number;
  /** Size of the network's input. */
  readonly input: Size;
}

/** A {@link MeasuredImage} with the nearest bank row of every cell. */
export interface SearchedImage extends MeasuredImage {
  readonly nearestRows: Uint32Array;
}

/** Scores and map of an image, from its distances. */
export interface JudgedImage {
  /** Patch scores, standardized by place if the model does so. */
  readonly patchScores: Grid;
  readonly imageScore: ImageScore;
  /** Number of the highest patches whose mean is the image score. */
  readonly scored: number;
  /** Scores of the zones that are judged separately; null if there are none. */
  readonly zoneScores: Float32Array | null;
  /** Anomaly map of the network's input; 0 where nothing was inspected. */
  readonly map: Grid;
  /** Pixels of the map that were inspected. */
  readonly inspectedPixels: number;
}

/** Options of a scorer. */
export interface ScorerOptions {
  /** Axes of the scorer of a similar bank, which saves estimating them and does not change results. */
  readonly axes?: Matrix | undefined;
  /** The places of the bank's rows, if they match only near their own place. */
  readonly places?: BankPlaces | null;
}

const NO_ROWS = new Uint32Array(0);

/** Measures images against one memory bank. */
export class Scorer {
  readonly #search: NeighborSearch | PlacedSearch;
  readonly #config: FitConfig;

  private constructor(search: NeighborSearch | PlacedSearch, config: FitConfig) {
    this.#search = search;
    this.#config = config;
  }

  /** Prepares a copy of the bank for searching; one that is not read yet is read into that copy. */
  static async build(
    bank: Matrix | UnreadMatrix,
    config: FitConfig,
    products: MatrixProducts,
    { axes, places }: ScorerOptions = {},
  ): Promise<Scorer> {
    const { positionRadius } = config;
    if (positionRadius !== null) {
      if (places == null) throw new RangeError('bank rows that match near a place have none');
      const search = new PlacedSearch(
        await readMatrix(bank),
        places,
        positionRadius,
        products.product,
      );
      return new Scorer(search, config);
    }
    const known = axes === undefined ? {} : { axes };
    return new Scorer(await NeighborSearch.build(bank, { products, ...known }), config);
  }

  /** The axes that the search's bounds use; undefined if rows match only near their own place. */
  get axes(): Matrix | undefined {
    return this.#search instanceof NeighborSearch ? this.#search.axes : undefined;
  }

  /** The memory bank, as the search holds it. */
  get bank(): Matrix {
    return this.#search.bank;
  }

  /**
   * Distances of the patches of one image to the bank.
   *
   * @param without bank rows that are left out, each once, as if the bank did not hold them.
   * @throws NominalError `NO_SCORE` if one is not finite, `ROI_MISMATCH` for an image without patches.
   */
  async measure(parts: FeatureParts, without: Uint32Array = NO_ROWS): Promise<SearchedImage> {
    const { neighbors: wanted, reweighting, reweightingNeighbors } = this.#config;
    const count = Math.min(wanted, this.#search.bank.rows - without.length);
    let placed: PlacedScores | null = null;
    let input: Size = { height: 0, width: 0 };
    let zones: PatchZones | null = null;
    let highest = Number.NEGATIVE_INFINITY;
    let density = 1;
    for await (const { features, ...places } of parts) {
      placed ??= new PlacedScores(places.grid.height, places.grid.width);
      ({ input, zones } = places);
      if (features.rows === 0) continue;
      const neighbors = await this.#nearest(features, count, places, without);
      const scores = patchScores(neighbors, features.rows, 1);
      const nearestRows = neighbors.indices.filter((_, i) => i % count === 0);
      placed.add(scores.data, nearestRows, places);
      const search = this.#search;
      if (reweighting !== 'density' || !(search instanceof NeighborSearch)) continue;
      if (highestValue(scores) <= highest) continue;
      highest = highestValue(scores);
      const bank = { search, without, count: reweightingNeighbors };
      density = await scoreDensity(scores, neighbors, features, bank);
    }
    if (placed === null) throw new RangeError('an image without patch features');
    const { scores, scope, nearestRows } = placed;
    refuseNothingInspected(scope);
    refuseNoScore(scores, density);
    return { patchScores: scores, scope, zones, density, input, nearestRows };
  }

  #nearest(
    features: Matrix,
    count: number,
    places: QueryPlaces,
    without: Uint32Array,
  ): Promise<Neighbors> {
    const search = this.#search;
    return search instanceof NeighborSearch
      ? search.nearest(features, count, without)
      : search.nearest(features, count, places, without);
  }
}

/**
 * Place statistics for scores on a grid: an image on a grid other than that of the training images has no
 * place in common with them.
 */
export function placesOn(
  { height, width }: Grid,
  places: PlaceStatistics | null,
): PlaceStatistics | null {
  return places?.mean.height === height && places.mean.width === width ? places : null;
}

/**
 * Image score and anomaly map from the distances, by place if statistics are given.
 *
 * @throws NominalError `NO_SCORE` if a score is not finite.
 */
export function judge(
  measured: MeasuredImage,
  places: PlaceStatistics | null,
  config: FitConfig,
): JudgedImage {
  const { scope, zones, input } = measured;
  const { sigmaPx, topShare } = config;
  const { scores, all, most, imageScore } = scoreOf(measured, places, config);
  return {
    patchScores: scores,
    imageScore,
    scored: topCount(all.data.length, topShare, most),
    zoneScores: zones === null ? null : zoneScores(scores.data, zones, topShare, most),
    map: scopedAnomalyMap(scores, scope, input.height, input.width, sigmaPx),
    inspectedPixels: pixelsInScope(scores, scope, input.height, input.width),
  };
}

/**
 * The image score alone.
 *
 * @throws NominalError `NO_SCORE` if a score is not finite.
 */
export function imageScoreOf(
  measured: MeasuredImage,
  places: PlaceStatistics | null,
  config: FitConfig,
): ImageScore {
  return scoreOf(measured, places, config).imageScore;
}

/** The patch scores, those in scope in one row, the most of which the share is taken, and the image score. */
function scoreOf(
  { patchScores: raw, scope, density, input }: MeasuredImage,
  places: PlaceStatistics | null,
  { topShare, tile }: FitConfig,
) {
  const standardized = places === null ? raw : standardizePlaces(raw, places);
  const scores = scope === null ? standardized : inScope(standardized, scope);
  refuseNoScore(scores, density);
  const all = scope === null ? scores : counted(scores, scope);
  const most = tile === null ? all.data.length : patchesOfTile(tile, scores, input);
  return { scores, all, most, imageScore: imageScore(all, density, topShare, most) };
}

/** Number of cells of a patch grid in a tile: a defect is no larger in an image of many tiles than in one. */
function patchesOfTile(tilePx: number, grid: Size, input: Size): number {
  const height = Math.min(grid.height, Math.round((tilePx * grid.height) / input.height));
  const width = Math.min(grid.width, Math.round((tilePx * grid.width) / input.width));
  return height * width;
}

/** The scores in scope, in one row. */
function counted({ data }: Grid, scope: Uint8Array): Grid {
  const inside = data.filter((_, cell) => scope[cell] !== 0);
  return new Grid(1, inside.length, inside);
}

/** Patch scores, 0 where the image has no patch. */
function inScope({ height, width, data }: Grid, scope: Uint8Array): Grid {
  return new Grid(
    height,
    width,
    data.map((score, cell) => (scope[cell] === 0 ? 0 : score)),
  );
}

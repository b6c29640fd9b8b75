import type { FitConfig } from '../../config/index.ts';
import { combineRarities, MapRarity, standardizePlaces } from '../../core/calibration/index.ts';
import { columnsOf, type Grid, type Matrix, type MatrixProducts } from '../../core/tensor/index.ts';
import type { EnsembleMember } from '../../model/index.ts';
import { type FeatureParts, joinParts } from '../features/ExtractedImage.ts';
import { placesOn, Scorer, type SearchedImage } from './Scorer.ts';

/** Measures images against the banks of an ensemble that has one for each network. */
export class MemberScorer {
  /** The banks side by side. */
  readonly bank: Matrix;
  readonly #members: readonly (EnsembleMember & { scorer: Scorer; rarity: MapRarity })[];

  private constructor(
    bank: Matrix,
    members: readonly (EnsembleMember & { scorer: Scorer; rarity: MapRarity })[],
  ) {
    this.bank = bank;
    this.#members = members;
  }

  /** Prepares copies of the banks for searching. */
  static async build(
    bank: Matrix,
    members: readonly EnsembleMember[],
    config: FitConfig,
    products: MatrixProducts,
  ): Promise<MemberScorer> {
    const built = [];
    let column = 0;
    for (const member of members) {
      const own = columnsOf(bank, column, column + member.columns);
      const scorer = await Scorer.build(own, config, products);
      built.push({ ...member, scorer, rarity: new MapRarity(member.patchTails) });
      column += member.columns;
    }
    return new MemberScorer(bank, built);
  }

  /** How rare the patches of one image are by all networks together, in decades. */
  async measure(parts: FeatureParts): Promise<SearchedImage> {
    const { features, ...shared } = await joinParts(parts);
    const rarities: Grid[] = [];
    const nearest: Uint32Array[] = [];
    let scope: Uint8Array | null = null;
    let column = 0;
    for (const { columns, scorer, places, rarity } of this.#members) {
      const own = columnsOf(features, column, column + columns);
      const searched = await scorer.measure([{ ...shared, features: own }]);
      const { patchScores, nearestRows } = searched;
      scope = searched.scope;
      const known = placesOn(patchScores, places);
      rarities.push(
        rarity.map(known === null ? patchScores : standardizePlaces(patchScores, known)),
      );
      nearest.push(nearestRows);
      column += columns;
    }
    return {
      patchScores: combineRarities(rarities),
      scope,
      zones: shared.zones,
      density: 1,
      input: shared.input,
      nearestRows: this.#nearestByRarest(rarities, nearest),
    };
  }

  /** For each patch the nearest row in the bank of the network that finds it rarest. */
  #nearestByRarest(rarities: readonly Grid[], nearest: readonly Uint32Array[]): Uint32Array {
    return nearest[0].map((_, cell) => {
      const values = rarities.map(({ data }) => data[cell]);
      const rarest = values.indexOf(Math.max(...values));
      return rarest * this.bank.rows + nearest[rarest][cell];
    });
  }
}

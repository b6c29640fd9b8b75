import type { FitConfig } from '../../config/index.ts';
import {
  combineRarities,
  MAP_TAIL_LEVELS,
  MapRarity,
  mapTail,
  standardizePlaces,
} from '../../core/calibration/index.ts';
import { type Grid, Matrix } from '../../core/tensor/index.ts';
import type { EnsembleMember } from '../../model/index.ts';
import { accumulatePlaces, calibrateMeasured } from './calibrate/calibrate.ts';
import type { Fitting } from './bank/Fitting.ts';
import { inScope, type MeasuredImage } from '../scoring/Scorer.ts';
import { selectAndMeasure } from './calibrate/selectAndMeasure.ts';
import type { FittedBank } from './fitted.ts';

/**
 * Fits an ensemble with a bank for each network. Each network's patch scores of the training images,
 * by banks that have not seen them, say how rare a score is by that network; the product of these
 * p-values is the score of a patch, and image scores of it are calibrated on the same images.
 *
 * @param fittings one for each network, of the same images.
 */
export async function fitMembers(fittings: readonly Fitting[]): Promise<FittedBank> {
  const [{ config, store }] = fittings;
  const members = [];
  for (const fitting of fittings) members.push(await selectAndMeasure(fitting));
  const [{ measured: images, method }] = members;
  const selected = members.map((member) => member.selected);
  const judged = members.map((own) => judgeMember(own.measured, config));
  const combined = images.map(({ scope, zones, input }, image) => ({
    patchScores: combineRarities(judged.map(({ rarities }) => rarities[image])),
    scope,
    zones,
    density: 1,
    input,
  }));
  // A short selection (no patch is left uncovered) is filled up with its last row, which changes no distance.
  const rows = Math.max(...selected.map(({ bank }) => bank.rows));
  const filled = (bank: Matrix) => (row: number) => Math.min(row, bank.rows - 1);
  return {
    ...calibrateMeasured(combined, method, { ...config, standardization: 'none' }),
    bank: besideEachOther(
      selected.map(({ bank }) =>
        bank.gather(Array.from({ length: rows }, (_, row) => filled(bank)(row))),
      ),
    ),
    origins: selected.flatMap(({ bank, origins }) =>
      Array.from({ length: rows }, (_, row) => origins[filled(bank)(row)]),
    ),
    coveringRadius: Math.max(...selected.map(({ coveringRadius }) => coveringRadius)),
    calibrated: Array.from({ length: store.images }, (_, image) => image),
    grid: null,
    members: judged.map(({ places, patchTails }, i) => ({
      columns: fittings[i].store.columns,
      places,
      patchTails,
    })),
  };
}

interface JudgedMember extends Omit<EnsembleMember, 'columns'> {
  /** −log₁₀ of the p-values of the patches of each image. */
  readonly rarities: readonly Grid[];
}

function judgeMember(
  measured: readonly MeasuredImage[],
  { standardization }: FitConfig,
): JudgedMember {
  const accumulator = standardization === 'place' ? accumulatePlaces(measured) : null;
  const scores = measured.map(({ patchScores, scope }) => {
    const places = accumulator?.statistics(patchScores, scope) ?? null;
    const judged = places === null ? patchScores : standardizePlaces(patchScores, places);
    return scope === null ? judged : inScope(judged, scope);
  });
  const patchTails = new Float32Array(scores.length * MAP_TAIL_LEVELS);
  for (const [image, grid] of scores.entries()) {
    const inspected = measured[image].scope?.reduce((sum, own) => sum + Math.min(1, own), 0);
    patchTails.set(mapTail(grid, inspected), image * MAP_TAIL_LEVELS);
  }
  const rarity = new MapRarity(patchTails);
  const places = accumulator?.statistics() ?? null;
  return { places, patchTails, rarities: scores.map((grid) => rarity.map(grid)) };
}

function besideEachOther(banks: readonly Matrix[]): Matrix {
  const columns = banks.reduce((sum, bank) => sum + bank.columns, 0);
  const out = Matrix.zeros(banks[0].rows, columns);
  let column = 0;
  for (const bank of banks) {
    for (let row = 0; row < bank.rows; row++) out.row(row).set(bank.row(row), column);
    column += bank.columns;
  }
  return out;
}

import type { MapRarity } from '../core/calibration/index.ts';
import { FULL_AT_DECADES, ZERO_AT_DECADES } from '../detector/index.ts';

const STEPS = 8;

/**
 * Values of the anomaly map at which the heat is 0, 1/8, … 1, in ascending order. The scale is that of
 * the overlays: the same color means the same rarity for every product.
 *
 * @param start where the search starts: a value of the map, > 0, of the order of its threshold.
 */
export function heatScale(rarity: MapRarity, start: number): number[] {
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const decades = ZERO_AT_DECADES + (step * (FULL_AT_DECADES - ZERO_AT_DECADES)) / STEPS;
    return valueAt(rarity, decades, start);
  });
}

/** The value whose rarity is reached, by bisection: rarity rises with the value. */
function valueAt(rarity: MapRarity, decades: number, start: number): number {
  let low = 0;
  let high = start;
  for (let i = 0; i < 60 && rarity.of(high) < decades; i++) high *= 2;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (rarity.of(middle) < decades) low = middle;
    else high = middle;
  }
  return high;
}

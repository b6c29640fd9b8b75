import { Grid } from '../tensor/index.ts';

/**
 * Multiplies the p-values of several networks patch by patch, as −log₁₀ (Fisher, 1925). The networks are
 * not independent, so the result is a score and not a p-value: it is calibrated on good images like any
 * other score.
 *
 * @param rarities −log₁₀ of the p-values of each network, all on one grid; at least one.
 * @throws RangeError if the grids differ.
 */
export function combineRarities([first, ...others]: readonly Grid[]): Grid {
  const data = first.data.slice();
  for (const { height, width, data: own } of others) {
    if (height !== first.height || width !== first.width) {
      throw new RangeError(`a ${height} x ${width} grid next to ${first.height} x ${first.width}`);
    }
    for (let cell = 0; cell < data.length; cell++) data[cell] += own[cell];
  }
  return new Grid(first.height, first.width, data);
}

import { lattice } from './lattice.ts';

/**
 * Smooth noise in [-1, 1] with one value a unit cell.
 * @param x across, in cells. @param y down, in cells; add any large constant to either for another field.
 */
export function valueNoise(x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const fx = x - column;
  const fy = y - row;
  const sx = fx * fx * (3 - 2 * fx);
  const sy = fy * fy * (3 - 2 * fy);
  const a = lattice(row, column);
  const b = lattice(row, column + 1);
  const c = lattice(row + 1, column);
  const d = lattice(row + 1, column + 1);
  const top = a + (b - a) * sx;
  const bottom = c + (d - c) * sx;
  return 2 * (top + (bottom - top) * sy) - 1;
}

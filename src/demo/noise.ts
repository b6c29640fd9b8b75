import { Random } from '../core/random/index.ts';

/**
 * Value noise summed over octaves, each with twice the frequency and half the strength; within [-1, 1], mostly within ±0.5.
 * @param x across, in cells of the first octave. @param y down, likewise. @param octaves whole number from 1.
 */
export function fractalNoise(x: number, y: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  let u = x;
  let v = y;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * valueNoise(u, v);
    total += weight;
    weight *= 0.5;
    // The rotation keeps the octaves' lattices from lining up into visible squares.
    const turned = 1.6 * u + 1.2 * v + 17.3;
    v = -1.2 * u + 1.6 * v + 31.7;
    u = turned;
  }
  return sum / total;
}

/**
 * Number of octaves until the finest cells of the noise are smaller than two pixels, which only a finer camera would resolve.
 * @param cellsPerUnit frequency of the first octave. @param pixel size of a pixel in the same unit. @param most upper limit.
 */
export function octavesFor(cellsPerUnit: number, pixel: number, most: number): number {
  const octaves = 1 + Math.floor(Math.log2(Math.max(1, 0.5 / (cellsPerUnit * pixel))));
  return Math.min(most, octaves);
}

/**
 * Smooth noise in [-1, 1] with one random value per unit cell.
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

const side = 256;
const tableSeed = 20_240_613;
let table: Float32Array | undefined;

// One fixed table for all fields: a field is told apart by the offset that it reads at. It is made by
// the first caller, because every command of the command line loads this module.
function makeTable(): Float32Array {
  const random = new Random(tableSeed);
  return Float32Array.from({ length: side * side }, () => random.uniform());
}

/** The fixed random value of a lattice point, uniform in [0, 1); repeats every 256 points in both directions. */
export function lattice(row: number, column: number): number {
  table ??= makeTable();
  return table[((row & 255) << 8) | (column & 255)];
}

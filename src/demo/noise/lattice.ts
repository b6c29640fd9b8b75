import { Random } from '../../core/random/Random.ts';

const side = 256;
const seedOfTable = 20_240_613;

// One fixed table for every field: a field is told apart by the offset it reads at.
const values = ((): Float32Array => {
  const random = new Random(seedOfTable);
  return Float32Array.from({ length: side * side }, () => random.uniform());
})();

/** The fixed random value of a lattice point, uniform in [0, 1); repeats every 256 points in both directions. */
export function lattice(row: number, column: number): number {
  return values[((row & 255) << 8) | (column & 255)];
}

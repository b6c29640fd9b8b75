import { valueNoise } from './valueNoise.ts';

/**
 * Value noise summed over octaves, each of twice the frequency and half the strength; within [-1, 1], mostly within ±0.5.
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
    // The turn keeps the octaves' lattices from lining up into visible squares.
    const turned = 1.6 * u + 1.2 * v + 17.3;
    v = -1.2 * u + 1.6 * v + 31.7;
    u = turned;
  }
  return sum / total;
}

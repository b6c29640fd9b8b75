import type { HeatScale } from '../core/calibration/index.ts';

const STEPS = 8;

/** Values of the anomaly map at which the heat is 0, 1/8, … 1, in ascending order. */
export function heatSteps({ zeroAt, fullAt }: HeatScale): number[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => zeroAt + ((fullAt - zeroAt) * i) / STEPS);
}

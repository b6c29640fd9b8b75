import type { Random } from '../../core/random/index.ts';
import type { Stroke } from '../shapes/strokes.ts';

/** A two-pole part such as a resistor or a capacitor. */
export interface SmallPart {
  readonly u: number;
  readonly v: number;
  readonly upright: boolean;
  /** A brown capacitor rather than a black resistor. */
  readonly brown: boolean;
}

/** The chips of the board: the middle and half the side of each body. */
export const chips = [
  { u: -0.15, v: -0.12, half: 0.13 },
  { u: 0.28, v: 0.2, half: 0.085 },
] as const;

/** The small parts of the board, the same on every board. */
export const smallParts: readonly SmallPart[] = [
  ...[-0.3, -0.2, -0.1, 0].map((v, i) => ({ u: 0.14, v, upright: false, brown: i % 2 === 1 })),
  ...[-0.38, -0.28, -0.18].map((v, i) => ({ u: 0.33, v, upright: false, brown: i === 1 })),
  ...[-0.36, -0.25, -0.14, -0.03, 0.08].map((u, i) => ({
    u,
    v: 0.2,
    upright: true,
    brown: i % 2 === 0,
  })),
  ...[-0.3, -0.16, -0.02].map((u, i) => ({ u, v: 0.36, upright: false, brown: i === 2 })),
  { u: -0.36, v: -0.38, upright: false, brown: true },
  { u: -0.02, v: -0.38, upright: false, brown: false },
];

/** Draws traces with bends of 45 degrees between random places, and a via at the ends of each. */
export function layOutTraces(random: Random): { traces: Stroke[]; vias: Stroke[] } {
  const traces: Stroke[] = [];
  const vias: Stroke[] = [];
  const grid = 0.03;
  const snap = (): number => grid * (random.integer(37) - 18);
  for (let i = 0; i < 46; i++) {
    const radius = i % 9 === 0 ? 0.006 : 0.0032;
    const [u0, v0] = [snap(), snap()];
    const slant = grid * (1 + random.integer(4)) * (random.uniform() < 0.5 ? -1 : 1);
    const straight = grid * (3 + random.integer(9)) * (random.uniform() < 0.5 ? -1 : 1);
    const level = random.uniform() < 0.5;
    const [u1, v1] = level ? [u0 + straight, v0] : [u0, v0 + straight];
    const [u2, v2] = [u1 + Math.abs(slant) * (level ? Math.sign(straight) : 1), v1 + slant];
    traces.push({ u0, v0, u1, v1, radius }, { u0: u1, v0: v1, u1: u2, v1: v2, radius });
    vias.push(
      { u0, v0, u1: u0, v1: v0, radius: 0.011 },
      { u0: u2, v0: v2, u1: u2, v1: v2, radius: 0.011 },
    );
  }
  // Buses: parallel traces from the chip to the border.
  for (let lane = 0; lane < 7; lane++) {
    const u = -0.228 + lane * 0.026;
    traces.push({ u0: u, v0: -0.26, u1: u, v1: -0.75, radius: 0.0035 });
    traces.push({ u0: u, v0: 0.02, u1: u, v1: 0.12, radius: 0.0035 });
  }
  return { traces, vias };
}

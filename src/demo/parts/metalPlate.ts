import { fractalNoise, valueNoise } from '../noise.ts';
import { cutOut, type Painter } from '../scene/cutOut.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory, Point } from '../scene/Scene.ts';
import { boxDistance, coverage, smoothStep } from '../shapes/distances.ts';
import { pointInBox } from '../shapes/randomPoints.ts';

const holes: readonly Point[] = [
  { u: -0.34, v: -0.25 },
  { u: 0.34, v: -0.25 },
  { u: -0.34, v: 0.25 },
  { u: 0.34, v: 0.25 },
  { u: -0.11, v: 0.02 },
  { u: 0.13, v: 0.02 },
];
const metal = linearColor(0xc2c4c6);
const mat = linearColor(0x33363b);
const bore = linearColor(0x121214);
const halfHeight = 0.34;
const halfWidth = 0.43;
const holeRadius = 0.034;

/** A brushed aluminum plate with six countersunk holes on a rubber mat. */
export const metalPlate: PartCategory = {
  defects: ['scratch', 'dent', 'stain', 'missing', 'chip', 'color'],
  variation: { shift: 0.015, rotation: 0.035, size: 0.01, gain: 0.06, gradient: 0.08, noise: 2.2 },
  look: {
    scratch: linearColor(0xf2f3f4),
    stain: linearColor(0xa08a68),
    wrong: linearColor(0xa86a3c),
    dent: 0.42,
  },
  build(random, { pixel, missing }) {
    const phase = random.uniform() * 200;
    const omitted = missing === null ? -1 : Math.floor(missing * holes.length);
    const background: Painter = (u, v, out) => {
      const edge = boxDistance(u - 0.012, v - 0.016, halfHeight, halfWidth, 0.03);
      out.set(mat, -0.02, 0.02);
      out.scale(
        (1 + 0.35 * fractalNoise(u * 70 + phase, v * 70, 3)) *
          (0.35 + 0.65 * smoothStep(-0.01, 0.05, edge)),
      );
    };
    const outline = (u: number, v: number): number =>
      boxDistance(u, v, halfHeight, halfWidth, 0.03);
    const sample = cutOut({
      pixel,
      background,
      outline,
      part(u, v, out, inside) {
        const streak =
          0.5 * valueNoise(u * 5 + phase, v * 420) +
          0.3 * valueNoise(u * 13, v * 230 + phase) +
          0.35 * valueNoise(u * 1.6 + phase, v * 60);
        const sheen = valueNoise(u * 1.2 + 31 + phase, v * 2.5);
        out.set(metal, -0.006 * smoothStep(0.014, 0, inside) + 0.00022 * streak, 0.32);
        out.scale(0.62 * (1 + 0.17 * streak + 0.06 * sheen));
        for (let i = 0; i < holes.length; i++) {
          const du = u - holes[i].u;
          const dv = v - holes[i].v;
          const squared = du * du + dv * dv;
          if (squared > 0.0036 || i === omitted) continue;
          const away = Math.sqrt(squared);
          const bored = coverage(away - holeRadius, 1.5 * pixel);
          out.height -= 0.012 * smoothStep(0.05, holeRadius, away);
          out.blend(bore, bored);
          out.gloss *= 1 - bored;
        }
      },
    });
    return {
      sample,
      outline,
      background,
      place: (draw) => pointInBox(draw, 0.21, 0.28),
      edge: (draw) => {
        const along = 2 * draw.uniform() - 1;
        const sign = draw.uniform() < 0.5 ? -1 : 1;
        return draw.uniform() < 0.5
          ? { u: along * 0.36, v: sign * halfHeight }
          : { u: sign * halfWidth, v: along * 0.28 };
      },
    };
  },
};

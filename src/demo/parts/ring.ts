import { fractalNoise, valueNoise } from '../noise.ts';
import { cutOut, type Painter } from '../scene/cutOut.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { coverage, smoothStep } from '../shapes/distances.ts';
import { pointOnRing } from '../shapes/randomPoints.ts';

const steel = linearColor(0xa9acae);
const dark = linearColor(0x1a1b1e);
const bore = linearColor(0x0b0b0d);
const [outer, inner, boltCircle, boltRadius, bolts] = [0.41, 0.19, 0.305, 0.033, 6];

/** A turned steel flange with six bolt holes on a dark bench: concentric tool marks and an hourglass reflection. */
export const ring: PartCategory = {
  defects: ['scratch', 'dent', 'stain', 'missing', 'chip', 'color'],
  variation: { shift: 0.02, rotation: 0.25, size: 0.01, gain: 0.05, gradient: 0.06, noise: 2.4 },
  look: {
    scratch: linearColor(0xf4f4f2),
    stain: linearColor(0x8e6f4a),
    wrong: linearColor(0x9a5428),
    dent: 0.5,
  },
  build(random, { pixel, rotation, missing }) {
    const phase = random.uniform() * 200;
    const lampAngle = -0.9 - rotation;
    const omitted = missing === null ? -1 : Math.floor(missing * bolts);
    const background: Painter = (u, v, out) => {
      const shadow = smoothStep(
        -0.01,
        0.06,
        Math.abs(Math.hypot(u - 0.012, v - 0.018) - 0.3) - 0.11,
      );
      out.set(dark, -0.03, 0.03);
      out.scale((1 + 0.3 * fractalNoise(u * 40 + phase, v * 40, 3)) * (0.45 + 0.55 * shadow));
    };
    const outline = (u: number, v: number): number =>
      Math.abs(Math.sqrt(u * u + v * v) - (outer + inner) / 2) - (outer - inner) / 2;
    const sample = cutOut({
      pixel,
      background,
      outline,
      part(u, v, out, inside) {
        const radius = Math.sqrt(u * u + v * v);
        const angle = Math.atan2(v, u);
        const marks =
          0.6 * valueNoise(radius * 330 + phase, angle * 3) +
          0.4 * valueNoise(radius * 90 + phase, angle * 1.3 + 9);
        const facing = Math.cos(angle - lampAngle);
        const hourglass = facing * facing * facing * facing;
        out.set(steel, -0.007 * smoothStep(0.016, 0, inside) - 0.004 * groove(radius), 0.25);
        out.scale((0.42 + 0.42 * hourglass * hourglass) * (1 + 0.16 * marks));
        for (let bolt = 0; bolt < bolts; bolt++) {
          if (bolt === omitted) continue;
          const at = (bolt * 2 * Math.PI) / bolts;
          const away = Math.hypot(u - boltCircle * Math.cos(at), v - boltCircle * Math.sin(at));
          if (away > 0.06) continue;
          const bored = coverage(away - boltRadius, 1.5 * pixel);
          out.height -= 0.008 * smoothStep(boltRadius + 0.01, boltRadius, away);
          out.blend(bore, bored);
          out.gloss *= 1 - bored;
        }
      },
    });
    return {
      sample,
      outline,
      background,
      place: (draw) => pointOnRing(draw, inner + 0.05, outer - 0.05),
      edge: (draw) => {
        const at = draw.uniform() < 0.6 ? outer : inner;
        return pointOnRing(draw, at, at);
      },
    };
  },
};

function groove(radius: number): number {
  return smoothStep(0.014, 0.006, Math.abs(radius - 0.245));
}

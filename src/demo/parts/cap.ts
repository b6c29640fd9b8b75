import { fractalNoise } from '../noise.ts';
import { cutOut, type Painter } from '../scene/cutOut.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { boxDistance, smoothStep } from '../shapes/distances.ts';
import { pointOnRing } from '../shapes/randomPoints.ts';

const plastic = linearColor(0x2f74b5);
const belt = linearColor(0xb3b5af);
const [rim, top, ribs] = [0.41, 0.345, 56];

/** A smooth blue plastic cap with grip ribs around it and a raised mark, on a light conveyor belt. */
export const cap: PartCategory = {
  defects: ['scratch', 'dent', 'stain', 'missing', 'chip', 'color'],
  variation: { shift: 0.008, rotation: 0.03, size: 0.005, gain: 0.03, gradient: 0.04, noise: 1.2 },
  look: {
    scratch: linearColor(0xa9c6e0),
    stain: linearColor(0x6a6258),
    wrong: linearColor(0x7a4a86),
    dent: 0.3,
  },
  build(random, { pixel, missing }) {
    const phase = random.uniform() * 200;
    const broken = missing === null ? Number.NaN : (2 * missing - 1) * 2.7;
    const background: Painter = (u, v, out) => {
      const shadow = smoothStep(-0.03, 0.09, Math.hypot(u - 0.022, v - 0.03) - rim);
      out.set(belt, -0.02, 0);
      out.scale((1 + 0.07 * fractalNoise(u * 60 + phase, v * 60, 2)) * (0.42 + 0.58 * shadow));
    };
    const outline = (u: number, v: number): number => Math.sqrt(u * u + v * v) - rim;
    const sample = cutOut({
      pixel,
      background,
      outline,
      part(u, v, out, inside) {
        const radius = rim - inside;
        out.set(plastic, 0, 0.3);
        out.scale(0.95 + 0.05 * fractalNoise(u * 9 + phase, v * 9, 2));
        if (radius > top - 0.02) {
          const angle = Math.atan2(v, u);
          const rib = Math.cos(angle * ribs);
          const worn = Math.abs(angle - broken) < 0.23 ? 0 : 1;
          const skirt = smoothStep(top, top + 0.012, radius);
          out.height -= 0.018 * skirt - 0.006 * worn * skirt * smoothStep(-0.5, 0.5, rib);
          out.scale(1 - 0.25 * skirt * (worn === 0 ? 0.15 : smoothStep(0.4, -0.6, rib)));
          out.height -= 0.02 * smoothStep(0.02, 0, inside);
        }
        const crown = Math.abs(radius - 0.285);
        if (crown < 0.03) out.height += 0.005 * smoothStep(0.013, 0.006, crown);
        if (radius < 0.2) out.height += 0.005 * smoothStep(0.004, -0.004, mark(u, v));
        if (radius < 0.02) out.height -= 0.004 * smoothStep(0.013, 0.007, radius);
      },
    });
    return {
      sample,
      outline,
      background,
      place: (draw) => pointOnRing(draw, 0.04, 0.27),
      edge: (draw) => pointOnRing(draw, rim, rim),
    };
  },
};

/** Signed distance to the raised mark: a recycling-like triangle of three bars around the gate. */
function mark(u: number, v: number): number {
  let nearest = 1;
  for (let side = 0; side < 3; side++) {
    const turn = (side * 2 * Math.PI) / 3;
    const across = Math.cos(turn) * u + Math.sin(turn) * v;
    const along = Math.cos(turn) * v - Math.sin(turn) * u - 0.085;
    nearest = Math.min(nearest, boxDistance(across, along, 0.016, 0.105, 0.008));
  }
  return nearest;
}

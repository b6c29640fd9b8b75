import { fractalNoise, octavesFor } from '../noise.ts';
import { cutOut, type Painter } from '../scene/cutOut.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { boxDistance, smoothStep } from '../shapes/distances.ts';
import { letterStrokes } from '../shapes/letterStrokes.ts';
import { StrokeField } from '../shapes/strokes.ts';
import { pointOnRing } from '../shapes/randomPoints.ts';

const cast = linearColor(0x77746f);
const bench = linearColor(0xcfd0cc);
const [tip, root, teeth, hub, windows] = [0.425, 0.372, 26, 0.075, 5];
const stamp = new StrokeField(
  [...'M2.5-26'].flatMap((letter, i) =>
    letterStrokes(letter, { u: -0.098 + i * 0.029, v: 0.105, height: 0.036, pen: 0.006 }),
  ),
  0.01,
);

/** A sintered steel gear with a keyway, five windows and a stamped number, on a light table. */
export const gear: PartCategory = {
  defects: ['scratch', 'dent', 'stain', 'missing', 'chip', 'crack'],
  variation: { shift: 0.015, rotation: 0.12, size: 0.01, gain: 0.06, gradient: 0.08, noise: 2 },
  look: {
    scratch: linearColor(0xd9d7d2),
    stain: linearColor(0x9c5b2c),
    wrong: linearColor(0x8e4a22),
    dent: 0.85,
  },
  build(random, { pixel, missing }) {
    const phase = random.uniform() * 200;
    const octaves = octavesFor(60, pixel, 4);
    const omitted = missing === null ? -1 : Math.floor(missing * teeth);
    const background: Painter = (u, v, out) => {
      const distance = outline(u - 0.016, v - 0.022, -1);
      out.set(bench, -0.03, 0);
      out.scale(
        (1 + 0.05 * fractalNoise(u * 90 + phase, v * 90, 2)) *
          (0.4 + 0.6 * smoothStep(-0.02, 0.05, distance)),
      );
    };
    const sample = cutOut({
      pixel,
      background,
      outline: (u, v) => outline(u, v, omitted),
      part(u, v, out, inside) {
        const radius = Math.sqrt(u * u + v * v);
        const grain = fractalNoise(u * 60 + phase, v * 60, octaves);
        const pores = smoothStep(0.28, 0.5, fractalNoise(u * 110 + phase, v * 110 + 50, 2));
        const recess = smoothStep(0.33, 0.318, radius) * smoothStep(0.148, 0.16, radius);
        out.set(cast, 0.0011 * grain - 0.012 * recess, 0.1);
        out.scale((1 + 0.3 * grain) * (1 - 0.4 * pores) * (1 - 0.12 * recess));
        out.height -= 0.006 * smoothStep(0.012, 0, inside) + 0.002 * pores;
        if (v > 0.09 && v < 0.16) {
          const pressed = smoothStep(0.002, -0.002, stamp.distance(u, v));
          out.height -= 0.004 * pressed;
          out.scale(1 - 0.45 * pressed);
        }
      },
    });
    return {
      sample,
      outline: (u, v) => outline(u, v, omitted),
      background,
      place: (draw) => pointOnRing(draw, 0.17, 0.34),
      edge: (draw) => {
        const tooth = draw.integer(teeth);
        const angle = ((tooth + 0.5) * 2 * Math.PI) / teeth - Math.PI;
        return { u: tip * 0.985 * Math.cos(angle), v: tip * 0.985 * Math.sin(angle) };
      },
    };
  },
};

function outline(u: number, v: number, omitted: number): number {
  const radius = Math.sqrt(u * u + v * v);
  let distance = hub - radius;
  if (radius < 0.15) {
    distance = Math.max(distance, -boxDistance(u, v + hub, 0.022, 0.016, 0.003));
  } else if (radius < 0.3) {
    const turn = Math.atan2(v, u) - 0.32;
    const sector = (2 * Math.PI) / windows;
    const local = turn - sector * Math.round(turn / sector);
    distance = 0.045 - Math.hypot(radius * Math.cos(local) - 0.238, radius * Math.sin(local));
  }
  if (radius < root - 0.05) return distance;
  const turns = ((Math.atan2(v, u) + Math.PI) / (2 * Math.PI)) * teeth;
  const tooth = Math.floor(turns) % teeth;
  const half = 0.3 - 0.11 * smoothStep(root, tip, radius);
  const across =
    ((Math.abs(turns - Math.floor(turns) - 0.5) - half) * 2 * Math.PI * radius) / teeth;
  const body = radius - root;
  if (tooth === omitted) return Math.max(distance, body);
  return Math.max(distance, Math.min(body, Math.max(across, radius - tip)));
}

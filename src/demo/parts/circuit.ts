import { Random } from '../../core/random/index.ts';
import { fractalNoise, valueNoise } from '../noise.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import type { Surface } from '../scene/Surface.ts';
import { boxDistance, coverage, smoothStep } from '../shapes/distances.ts';
import { letterStrokes } from '../shapes/letterStrokes.ts';
import { StrokeField } from '../shapes/strokes.ts';
import { chips, layOutTraces, type SmallPart, smallParts } from './circuitLayout.ts';
import { pointInBox } from '../shapes/randomPoints.ts';

const solderMask = linearColor(0x1f5a3a);
const copper = linearColor(0x2f7a4c);
const tin = linearColor(0xc4c6c4);
const epoxy = linearColor(0x2a2b2d);
const ceramic = linearColor(0xa98b66);
const silk = linearColor(0xdedfd8);
const drill = linearColor(0x0a0d0b);

const { traces, vias } = layOutTraces(new Random(41));
const traceField = new StrokeField(traces, 0.012);
const viaField = new StrokeField(vias, 0.012);
const silkField = new StrokeField(
  [
    ...[...'NX-408'].flatMap((letter, i) =>
      letterStrokes(letter, { u: 0.17 + i * 0.03, v: 0.37, height: 0.036, pen: 0.006 }),
    ),
    ...smallParts.flatMap((part, i) =>
      letterStrokes(String(i % 10), {
        u: part.u - 0.062,
        v: part.v - 0.012,
        height: 0.024,
        pen: 0.004,
      }),
    ),
  ],
  0.01,
);

/** A populated circuit board: two chips, small parts on pads, traces, vias and silkscreen, that fills the image. */
export const circuit: PartCategory = {
  defects: ['scratch', 'stain', 'missing', 'color', 'crack'],
  variation: { shift: 0.012, rotation: 0.02, size: 0.008, gain: 0.06, gradient: 0.08, noise: 2.2 },
  look: {
    scratch: linearColor(0xc9a05c),
    stain: linearColor(0xb9a06a),
    wrong: linearColor(0x8a6a30),
    dent: 0.4,
  },
  build(random, { pixel, missing }) {
    const phase = random.uniform() * 200;
    const omitted = missing === null ? -1 : Math.floor(missing * smallParts.length);
    // Each part is soldered slightly askew, as by a pick-and-place machine.
    const offsets = smallParts.map(() => ({
      u: 0.003 * (random.uniform() - 0.5),
      v: 0.003 * (random.uniform() - 0.5),
    }));
    return {
      sample(u, v, out) {
        const weave = Math.sin(u * 520) * Math.sin(v * 520);
        out.set(solderMask, 0, 0.16);
        out.scale(1 + 0.05 * weave + 0.12 * fractalNoise(u * 8 + phase, v * 8, 3));
        const trace = traceField.distance(u, v);
        out.blend(copper, 0.8 * coverage(trace, pixel));
        out.height += 0.0016 * smoothStep(0.003, -0.003, trace);
        const via = viaField.distance(u, v);
        out.blend(tin, 0.85 * coverage(via, pixel));
        out.blend(drill, coverage(via + 0.0065, pixel));
        out.blend(silk, 0.88 * coverage(silkField.distance(u, v), pixel));
        for (let i = 0; i < smallParts.length; i++) {
          const part = smallParts[i];
          if (Math.abs(u - part.u) > 0.05 || Math.abs(v - part.v) > 0.05) continue;
          paintSmall(u, v, part, offsets[i], i === omitted, pixel, phase, out);
        }
        for (const chip of chips) paintChip(u - chip.u, v - chip.v, chip.half, pixel, phase, out);
      },
      place: (draw) => pointInBox(draw, 0.38, 0.38),
    };
  },
};

function paintSmall(
  u: number,
  v: number,
  part: SmallPart,
  offset: { u: number; v: number },
  omitted: boolean,
  pixel: number,
  phase: number,
  out: Surface,
): void {
  const a = part.upright ? v - part.v : u - part.u;
  const b = part.upright ? u - part.u : v - part.v;
  const pad = boxDistance(Math.abs(a) - 0.024, b, 0.017, 0.012, 0.003);
  const padShare = coverage(pad, pixel);
  out.blend(tin, padShare * (0.82 + 0.12 * valueNoise(u * 120 + phase, v * 120)));
  out.height += 0.003 * smoothStep(0.004, -0.006, pad);
  out.gloss += (0.4 - out.gloss) * padShare;
  if (omitted) return;
  const along = a - (part.upright ? offset.v : offset.u);
  const across = b - (part.upright ? offset.u : offset.v);
  const shadow = smoothStep(
    0.01,
    -0.004,
    boxDistance(along - 0.004, across - 0.005, 0.013, 0.026, 0.003),
  );
  out.scale(1 - 0.4 * shadow);
  const body = boxDistance(along, across, 0.0135, 0.027, 0.002);
  const bodyShare = coverage(body, pixel);
  out.blend(part.brown ? ceramic : epoxy, bodyShare);
  out.blend(tin, bodyShare * 0.9 * coverage(0.0185 - Math.abs(along), pixel));
  out.height += 0.008 * smoothStep(0.001, -0.005, body);
}

function paintChip(
  u: number,
  v: number,
  half: number,
  pixel: number,
  phase: number,
  out: Surface,
): void {
  const reach = half + 0.035;
  if (Math.abs(u) > reach || Math.abs(v) > reach) return;
  const pitch = 0.026;
  const pin = u - pitch * Math.round(u / pitch);
  const legs = Math.max(
    boxDistance(pin, Math.abs(v) - half - 0.01, 0.017, 0.0068, 0.002),
    Math.abs(u) - half + 0.012,
  );
  out.blend(tin, 0.9 * coverage(legs, pixel));
  out.height += 0.004 * smoothStep(0.001, -0.004, legs);
  const body = boxDistance(u, v, half, half, 0.006);
  out.scale(
    1 - 0.4 * smoothStep(0.014, -0.004, boxDistance(u - 0.006, v - 0.008, half, half, 0.006)),
  );
  const share = coverage(body, pixel);
  out.blend(epoxy, share);
  out.scale(1 + share * 0.14 * fractalNoise(u * 150 + phase, v * 150, 2));
  // The body covers the traces, including their relief.
  out.height += (0.012 * smoothStep(0.001, -0.008, body) - out.height) * share;
  out.gloss *= 1 - 0.6 * share;
  const dot = Math.hypot(u + half - 0.025, v + half - 0.025);
  out.height -= 0.003 * smoothStep(0.012, 0.007, dot);
}

import { fractalNoise, lattice, valueNoise } from '../noise.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { boxDistance, coverage } from '../shapes/distances.ts';
import { letterStrokes } from '../shapes/letterStrokes.ts';
import { type Stroke, StrokeField } from '../shapes/strokes.ts';
import { pointInBox } from '../shapes/randomPoints.ts';

const paper = linearColor(0xe4e1d8);
const ink = linearColor(0x23242a);
const band = linearColor(0x1d4f7a);
const lines = [
  { text: 'NORMA 40', v: -0.325, height: 0.085, pen: 0.017, pitch: 0.074 },
  { text: 'MODEL 5U-2081', v: -0.145, height: 0.043, pen: 0.0085, pitch: 0.037 },
  { text: 'INPUT 230 V 50 H', v: -0.065, height: 0.033, pen: 0.006, pitch: 0.0288 },
  { text: 'OUTPUT 24 V 3.5 A', v: 0.0, height: 0.033, pen: 0.006, pitch: 0.0288 },
  { text: 'SERIAL 70316-208', v: 0.065, height: 0.033, pen: 0.006, pitch: 0.0288 },
] as const;

/** The strokes of the printed letters, one list per letter. */
const letters: readonly Stroke[][] = lines.flatMap((line) =>
  [...line.text]
    .map((letter, i) => letterStrokes(letter, { ...line, u: -0.39 + i * line.pitch }))
    .filter((strokes) => strokes.length > 0),
);

/** A printed rating plate: a colored band, five lines of text, a bar code and a matrix code on paper. */
export const label: PartCategory = {
  defects: ['scratch', 'stain', 'missing', 'color', 'crack'],
  variation: { shift: 0.01, rotation: 0.02, size: 0.008, gain: 0.05, gradient: 0.07, noise: 1.6 },
  look: {
    scratch: linearColor(0x9b968c),
    stain: linearColor(0xb98a55),
    wrong: linearColor(0x9c3b44),
    dent: 0.3,
  },
  build(random, { pixel, missing }) {
    const phase = random.uniform() * 200;
    const omitted = missing === null ? -1 : Math.floor(missing * letters.length);
    const print = new StrokeField(letters.filter((_, i) => i !== omitted).flat(), 0.01);
    const soft = Math.max(pixel, 0.0025);
    return {
      sample(u, v, out) {
        const fiber = fractalNoise(u * 75 + phase, v * 75, 3);
        out.set(paper, 0.0006 * fiber, 0.03);
        out.scale(0.9 * (1 + 0.05 * fiber));
        // Ink bleeds slightly into the paper.
        const run = 0.0016 * valueNoise(u * 160 + phase, v * 160);
        const header = coverage(boxDistance(u, v + 0.285, 0.085, 0.44, 0.012) + run, soft);
        const text = coverage(print.distance(u, v) + run, soft);
        const density = 0.93 + 0.07 * fractalNoise(u * 30 + phase, v * 30, 2);
        if (v < -0.19) {
          out.blend(band, header * (1 - text) * density);
          return;
        }
        const codes = coverage(Math.min(bars(u, v), matrix(u, v)) + run, soft);
        out.blend(ink, Math.max(text, codes) * density);
      },
      place: (draw) => pointInBox(draw, 0.3, 0.33),
    };
  },
};

function bars(u: number, v: number): number {
  const box = boxDistance(u + 0.13, v - 0.26, 0.085, 0.26, 0);
  if (box > 0.01) return 1;
  const module = 0.52 / 84;
  const position = (u + 0.39) / module;
  const nearest = Math.round(position);
  const before = lattice(7, nearest - 1) < 0.5;
  const after = lattice(7, nearest) < 0.5;
  const fromEdge = (position - nearest) * module;
  const black = position < nearest ? before : after;
  const away = before === after ? module / 2 : Math.abs(fromEdge);
  return Math.max(box, black ? -away : away);
}

function matrix(u: number, v: number): number {
  const box = boxDistance(u - 0.3, v - 0.26, 0.088, 0.088, 0);
  if (box > 0.01) return 1;
  const module = 0.176 / 14;
  const column = Math.floor((u - 0.212) / module);
  const row = Math.floor((v - 0.172) / module);
  const du = Math.abs((u - 0.212) / module - column - 0.5);
  const dv = Math.abs((v - 0.172) / module - row - 0.5);
  const finder =
    column === 0 || row === 13 || ((column + row) % 2 === 0 && (row === 0 || column === 13));
  const black = finder || lattice(row + 11, column + 20) < 0.45;
  const away = (0.5 - Math.max(du, dv)) * module + 0.0012;
  return Math.max(box, black ? -away : away);
}

import { fractalNoise, lattice, valueNoise } from '../noise.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { coverage } from '../shapes/distances.ts';
import { pointInBox } from '../shapes/randomPoints.ts';

const glaze = linearColor(0xd6d1c4);
const iron = linearColor(0x6d5a48);
const ash = linearColor(0x9d9486);

/** A speckled stoneware tile under a semi-gloss glaze that fills the image. */
export const tile: PartCategory = {
  defects: ['scratch', 'crack', 'stain', 'dent', 'color'],
  variation: { shift: 0.05, rotation: 0.2, size: 0.02, gain: 0.05, gradient: 0.08, noise: 1.8 },
  look: {
    scratch: linearColor(0x6a6256),
    stain: linearColor(0xb08d60),
    wrong: linearColor(0x7c8a92),
    dent: 0.5,
  },
  build(random, { pixel }) {
    const phase = Math.floor(random.uniform() * 200);
    const soft = 1.6 * pixel;
    return {
      sample(u, v, out) {
        const cloud = fractalNoise(u * 5 + phase, v * 5, 3);
        const peel = valueNoise(u * 38 + phase, v * 38);
        out.set(glaze, 0.0005 * peel, 0.22);
        out.scale(0.86 * (1 + 0.07 * cloud));
        out.blend(ash, 0.75 * speck(u, v, 62, phase, 0.34, soft));
        out.blend(iron, 0.8 * speck(u, v, 27, phase + 77, 0.2, soft));
        out.blend(iron, 0.65 * speck(u, v, 95, phase + 31, 0.24, soft));
      },
      place: (draw) => pointInBox(draw, 0.33, 0.33),
    };
  },
};

/** Coverage of round specks of random size, at most one per lattice cell; about a third of the cells have none. */
function speck(
  u: number,
  v: number,
  cells: number,
  field: number,
  largest: number,
  soft: number,
): number {
  const x = u * cells;
  const y = v * cells;
  const column = Math.floor(x);
  const row = Math.floor(y);
  const size = largest * (1.5 * lattice(row + field, column) - 0.5);
  if (size <= 0) return 0;
  const room = 1 - 2 * largest;
  const du = x - column - largest - room * lattice(row + field, column + 91);
  const dv = y - row - largest - room * lattice(row + field + 53, column);
  return coverage((Math.sqrt(du * du + dv * dv) - size) / cells, soft);
}

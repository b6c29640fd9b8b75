import { fractalNoise, lattice, valueNoise } from '../noise.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { smoothStep } from '../shapes/distances.ts';
import { pointInBox } from '../shapes/randomPoints.ts';

const stones = [0x2c2a2b, 0xe9e4d6, 0x8a4b3a, 0xc9a66b, 0x4d6a63, 0xb9b4ab].map(linearColor);
const cement = linearColor(0x9a968e);

/** A ground slab of colored stones in cement that fills the image: strong contrast, no two parts alike. */
export const terrazzo: PartCategory = {
  defects: ['scratch', 'stain', 'crack', 'color'],
  variation: { shift: 0.05, rotation: 0.3, size: 0.06, gain: 0.1, gradient: 0.12, noise: 2.4 },
  look: {
    scratch: linearColor(0xf4f1ea),
    stain: linearColor(0x7d6a4a),
    wrong: linearColor(0x3767b5),
    dent: 0.5,
  },
  build(random, { pixel }) {
    const field = random.integer(250);
    const cells = 8 + 3 * random.uniform();
    const soft = 1.5 * pixel * cells;
    return {
      sample(u, v, out) {
        const x = u * cells + 0.35 * valueNoise(u * 14 + field, v * 14);
        const y = v * cells + 0.35 * valueNoise(u * 14, v * 14 + field);
        const column = Math.floor(x);
        const row = Math.floor(y);
        let [nearest, second, site] = [9, 9, 0];
        for (let r = row - 1; r <= row + 1; r++) {
          for (let c = column - 1; c <= column + 1; c++) {
            const du = c + lattice(r + field, c) - x;
            const dv = r + lattice(r, c + field + 101) - y;
            const distance =
              Math.abs(du) + Math.abs(dv) + 0.35 * Math.max(Math.abs(du), Math.abs(dv));
            if (distance < nearest) {
              second = nearest;
              nearest = distance;
              site = lattice(r + field + 57, c + 33);
            } else if (distance < second) second = distance;
          }
        }
        const joint = 0.1 + 0.55 * site * site;
        const stone = smoothStep(joint - soft, joint + soft, second - nearest);
        const grain = fractalNoise(u * 70 + field, v * 70, 3);
        out.set(cement, 0, 0.15);
        out.scale(1 + 0.35 * grain);
        out.blend(stones[Math.floor(site * 97) % stones.length], stone);
        out.scale(1 + 0.12 * stone * fractalNoise(u * 24 + 100 * site, v * 24, 3));
      },
      place: (draw) => pointInBox(draw, 0.33, 0.33),
    };
  },
};

import { valueNoise } from '../noise.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { boxDistance, smoothStep } from '../shapes/distances.ts';
import { pointInBox } from '../shapes/randomPoints.ts';

const paint = linearColor(0x9aa5ad);

/** A painted sheet-metal panel with one pressed bead, held in a fixture: good images are almost identical. */
export const panel: PartCategory = {
  defects: ['scratch', 'dent', 'stain', 'crack', 'color'],
  variation: {
    shift: 0.001,
    rotation: 0.001,
    size: 0.001,
    gain: 0.006,
    gradient: 0.008,
    noise: 0.45,
  },
  look: {
    scratch: linearColor(0xdfe3e6),
    stain: linearColor(0xb5a78c),
    wrong: linearColor(0x77848e),
    dent: 0.16,
  },
  build(random) {
    const phase = random.uniform() * 200;
    return {
      sample(u, v, out) {
        const bead = Math.abs(boxDistance(u, v, 0.31, 0.36, 0.09));
        const waves = valueNoise(u * 2 + phase, v * 2);
        out.set(paint, 0.006 * smoothStep(0.022, 0.004, bead), 0.12);
        out.scale(0.9 * (1 + 0.004 * waves));
      },
      place: (draw) => pointInBox(draw, 0.26, 0.3),
    };
  },
};

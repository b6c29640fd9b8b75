import { fractalNoise, valueNoise } from '../noise.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { smoothStep } from '../shapes/distances.ts';
import { pointInBox } from '../shapes/randomPoints.ts';

const early = linearColor(0xd0a878);
const late = linearColor(0x98683c);
const pore = linearColor(0x5e3d22);

/** Oiled oak veneer that fills the image; no two pieces share their grain. */
export const wood: PartCategory = {
  defects: ['scratch', 'dent', 'stain', 'crack', 'color'],
  variation: { shift: 0.05, rotation: 0.08, size: 0.05, gain: 0.08, gradient: 0.1, noise: 2.2 },
  look: {
    scratch: linearColor(0xfff0d8),
    stain: linearColor(0x55483c),
    wrong: linearColor(0x3c2a1e),
    dent: 0.8,
  },
  build(random) {
    const phase = random.uniform() * 200;
    const rings = 9 + 5 * random.uniform();
    const bow = 0.25 + 0.35 * random.uniform();
    const tone = 0.92 + 0.16 * random.uniform();
    return {
      sample(u, v, out) {
        const wave = 1.3 * fractalNoise(u * 1.3 + phase, v * 3.5, 3);
        const ring = rings * (v + bow * u * u) + wave + phase;
        const share = ring - Math.floor(ring);
        const dark = smoothStep(0.15, 0.85, share) * smoothStep(1, 0.9, share);
        const fiber = valueNoise(u * 8 + phase, v * 260);
        const fine = valueNoise(u * 22 + phase, v * 430 + wave * 9);
        // Pores are short dark dashes, denser in the late wood.
        const dash = valueNoise(u * 26 + phase, v * 300 + wave * 14);
        const pores = smoothStep(0.5 - 0.25 * dark, 0.85 - 0.25 * dark, dash);
        out.set(early, -0.0012 * pores + 0.0002 * fiber, 0.06);
        out.blend(late, 0.75 * dark + 0.12 * wave);
        out.blend(pore, 0.55 * pores);
        out.scale(tone * (1 + 0.11 * fiber + 0.07 * fine));
      },
      place: (draw) => pointInBox(draw, 0.33, 0.33),
    };
  },
};

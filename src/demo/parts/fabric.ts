import { lattice, valueNoise } from '../noise.ts';
import { linearColor } from '../scene/Color.ts';
import type { PartCategory } from '../scene/Scene.ts';
import { coverage } from '../shapes/distances.ts';
import { pointInBox } from '../shapes/randomPoints.ts';

const warpColor = linearColor(0x4f6684);
const weftColor = linearColor(0xb9bcb8);
const under = linearColor(0x14161b);
const yarns = 40;

/** Twill cloth of blue warp and pale weft that fills the image. */
export const fabric: PartCategory = {
  defects: ['stain', 'missing', 'color', 'crack'],
  variation: { shift: 0.012, rotation: 0.04, size: 0.015, gain: 0.07, gradient: 0.1, noise: 2.6 },
  look: {
    scratch: linearColor(0xd8d8d4),
    stain: linearColor(0x8f7650),
    wrong: linearColor(0x7d3b35),
    dent: 0.4,
  },
  build(random, { pixel, missing }) {
    const phase = random.uniform() * 200;
    const droppedRow = missing === null ? Number.NaN : Math.floor((missing - 0.5) * 0.7 * yarns);
    const gapStart = -0.35 + 0.4 * random.uniform();
    const gapEnd = gapStart + 0.2 + 0.2 * random.uniform();
    return {
      sample(u, v, out) {
        const x =
          u * yarns +
          0.5 * valueNoise(u * 3 + phase, v * 3) +
          0.12 * valueNoise(u * 20 + phase, v * 20);
        const y =
          v * yarns +
          0.5 * valueNoise(u * 3, v * 3 + phase) +
          0.12 * valueNoise(u * 20, v * 20 + phase);
        const column = Math.floor(x);
        const row = Math.floor(y);
        const across = x - column - 0.5;
        const down = y - row - 0.5;
        const dropped = row === droppedRow && u > gapStart && u < gapEnd;
        // Two over, two under, shifted by one each row: the diagonal of a twill.
        const warpOver = ((column - row) & 3) < 2;
        const float = Math.cos(Math.PI * (warpOver ? down : across));
        const warpHeight =
          Math.sqrt(Math.max(0, 0.25 - across * across)) + (warpOver ? 0.18 * float : -0.3);
        const weftHeight = dropped
          ? -1
          : Math.sqrt(Math.max(0, 0.25 - down * down)) + (warpOver ? -0.3 : 0.18 * float);
        const onTop = warpHeight > weftHeight;
        const top = onTop ? warpHeight : weftHeight;
        const fiber = onTop
          ? valueNoise(x * 5 + 3 * y + phase, y * 1.2)
          : valueNoise(x * 1.2, y * 5 - 3 * x + phase);
        const dye = lattice(onTop ? column + 4000 : row, Math.floor(phase)) - 0.5;
        out.set(onTop ? warpColor : weftColor, (0.24 * top) / yarns, 0);
        out.scale((1 + 0.3 * fiber + 0.22 * dye) * (0.62 + 0.62 * Math.max(0, top)));
        const gap = coverage((top - 0.12) / yarns, 2 * pixel);
        out.blend(under, 0.75 * gap);
        if (dropped) out.scale(0.8);
      },
      place: (draw) => pointInBox(draw, 0.33, 0.33),
    };
  },
};

import { fractalNoise } from '../noise.ts';
import { Surface } from '../scene/Surface.ts';
import { coverage, smoothStep } from '../shapes/distances.ts';
import type { Defect, DefectContext } from './Defect.ts';

/**
 * A piece broken off the outline: the background shows, with a rough bright fracture along the break.
 * @throws RangeError if the scene has no outline.
 */
export function makeChip(context: DefectContext): Defect {
  const { random, scene, look, pixel } = context;
  const center = scene.edge?.(random);
  if (center === undefined || scene.background === undefined) {
    throw new RangeError('a chip needs a scene with an edge and a background');
  }
  const size = 0.03 + 0.025 * random.uniform();
  const phase = random.uniform() * 200;
  const behind = new Surface();
  const fracture = 0.3;
  return {
    center,
    radius: 2.2 * size,
    apply(u, v, out) {
      const du = (u - center.u) / size;
      const dv = (v - center.v) / size;
      const away = Math.sqrt(du * du + dv * dv);
      if (away > 2.2) return;
      const jagged = away + 0.55 * fractalNoise(du * 1.6 + phase, dv * 1.6, 4);
      const broken = coverage((jagged - 1 - fracture) * size, pixel);
      if (broken === 0) return;
      scene.background?.(u, v, behind);
      const slope = smoothStep(1, 1 + fracture, jagged);
      const grain = 1 + 0.5 * fractalNoise(du * 9 + phase, dv * 9, 2);
      out.blend(look.scratch, broken * 0.45);
      out.scale(1 + (grain - 1) * broken);
      out.height -= broken * (1 - slope) * 0.02;
      out.gloss *= 1 - broken;
      out.blendSurface(behind, coverage((jagged - 1) * size, pixel));
    },
  };
}

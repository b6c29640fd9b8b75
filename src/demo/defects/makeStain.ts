import { fractalNoise } from '../noise.ts';
import { smoothStep } from '../shapes/distances.ts';
import type { Defect, DefectContext } from './Defect.ts';

/** A dried liquid: an irregular tint, weaker inside than at its rim, through which the texture stays visible. */
export function makeStain(context: DefectContext): Defect {
  const { random, scene, look } = context;
  const center = scene.place(random);
  const size = 0.05 + 0.05 * random.uniform();
  const phase = random.uniform() * 200;
  const strength = 0.6 + 0.25 * random.uniform();
  const edge = 0.25 + 0.25 * random.uniform();
  return {
    center,
    radius: 1.7 * size,
    apply(u, v, out) {
      const du = (u - center.u) / size;
      const dv = (v - center.v) / size;
      const away = Math.sqrt(du * du + dv * dv);
      if (away > 1.7) return;
      const wobbled = away + 0.55 * fractalNoise(du * 1.1 + phase, dv * 1.1, 3);
      const inside = smoothStep(1 + edge / 2, 1 - edge / 2, wobbled) * smoothStep(1.7, 1.5, away);
      if (inside === 0) return;
      const rim = smoothStep(0.55, 0.95, wobbled);
      const share = inside * strength * (0.72 + 0.28 * rim);
      out.red *= 1 - share * (1 - look.stain.red);
      out.green *= 1 - share * (1 - look.stain.green);
      out.blue *= 1 - share * (1 - look.stain.blue);
      out.gloss *= 1 - 0.5 * share;
    },
  };
}

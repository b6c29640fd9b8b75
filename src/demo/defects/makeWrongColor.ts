import { fractalNoise } from '../noise.ts';
import { coverage } from '../shapes/distances.ts';
import type { Defect, DefectContext } from './Defect.ts';

/** A patch of another color, such as foreign material, a misprint or a burn, with a clear but uneven border. */
export function makeWrongColor(context: DefectContext): Defect {
  const { random, scene, look, pixel } = context;
  const center = scene.place(random);
  const size = 0.03 + 0.03 * random.uniform();
  const stretch = 0.65 + 0.7 * random.uniform();
  const phase = random.uniform() * 200;
  const strength = 0.55 + 0.25 * random.uniform();
  return {
    center,
    radius: 2.4 * size,
    apply(u, v, out) {
      const du = ((u - center.u) * stretch) / size;
      const dv = (v - center.v) / (size * stretch);
      const away = Math.sqrt(du * du + dv * dv);
      if (away > 1.5) return;
      const wobbled = away + 0.5 * fractalNoise(du * 1.1 + phase, dv * 1.1, 3);
      const share = coverage((wobbled - 1) * size, 2.5 * pixel) * strength;
      if (share === 0) return;
      // Relative to the original brightness, so that texture and shading stay visible.
      const light = 0.35 + 1.3 * (out.red + out.green + out.blue) * 0.333;
      out.red += (look.wrong.red * light - out.red) * share;
      out.green += (look.wrong.green * light - out.green) * share;
      out.blue += (look.wrong.blue * light - out.blue) * share;
    },
  };
}

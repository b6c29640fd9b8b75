import type { Defect, DefectContext } from './Defect.ts';

/** A shallow hollow with a faintly raised rim: only the shading changes, not the color. */
export function makeDent(context: DefectContext): Defect {
  const { random, scene, look } = context;
  const center = scene.place(random);
  const size = 0.03 + 0.025 * random.uniform();
  const stretch = 0.7 + 0.6 * random.uniform();
  const turn = random.uniform() * Math.PI;
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  const depth = look.dent * size * (0.85 + 0.3 * random.uniform());
  const reach = 2.6;
  return {
    center,
    radius: reach * size * 1.4,
    apply(u, v, out) {
      const a = (cos * (u - center.u) + sin * (v - center.v)) / (size * stretch);
      const b = ((cos * (v - center.v) - sin * (u - center.u)) * stretch) / size;
      const squared = a * a + b * b;
      if (squared > reach * reach) return;
      const bump = Math.exp(-1.3 * squared);
      out.height -= depth * (bump - 0.35 * squared * bump);
      // Less light reaches the bottom of a hollow.
      out.scale(1 - 0.2 * bump);
    },
  };
}

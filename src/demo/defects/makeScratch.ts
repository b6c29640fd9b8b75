import { valueNoise } from '../noise.ts';
import type { Point } from '../scene/Scene.ts';
import { coverage, smoothStep } from '../shapes/distances.ts';
import { boundPath, nearestOnPath, type PathHit } from './paths.ts';
import type { Defect, DefectContext } from './Defect.ts';

const pieces = 14;

/** A thin, slightly curved groove of uneven depth that tapers at its ends. */
export function makeScratch(context: DefectContext): Defect {
  const { random, scene, look, pixel } = context;
  const width = context.scratchWidth ?? Math.max(1.7 * pixel, 0.005 + 0.004 * random.uniform());
  const length = context.scratchLength ?? 0.14 + 0.26 * random.uniform();
  const start = scene.place(random);
  const turn = random.uniform() * 2 * Math.PI;
  const bend = (random.uniform() - 0.5) * 0.9;
  const path: Point[] = [];
  for (let i = 0; i <= pieces; i++) {
    const along = i / pieces - 0.5;
    const across = bend * (0.25 - along * along) * length;
    path.push({
      u: start.u + Math.cos(turn) * along * length - Math.sin(turn) * across,
      v: start.v + Math.sin(turn) * along * length + Math.cos(turn) * across,
    });
  }
  const phase = random.uniform() * 200;
  const strength = 0.62 + 0.3 * random.uniform();
  const depth = width * 0.5;
  const { center, radius } = boundPath(path);
  const hit: PathHit = { distance: 0, along: 0, side: 0 };
  return {
    center,
    radius: radius + 2 * width,
    apply(u, v, out) {
      nearestOnPath(path, u, v, hit);
      if (hit.distance > 2 * width) return;
      const taper = smoothStep(0, 0.12, hit.along) * smoothStep(1, 0.88, hit.along);
      const pressure = taper * (0.8 + 0.2 * valueNoise(hit.along * (length / width) * 0.3, phase));
      const half = (width / 2) * (0.55 + 0.45 * pressure);
      const share = coverage(hit.distance - half, Math.max(pixel, width * 0.35));
      out.blend(look.scratch, share * strength * pressure);
      out.height -= share * depth * pressure;
    },
  };
}

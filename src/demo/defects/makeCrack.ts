import type { Random } from '../../core/random/index.ts';
import type { Point } from '../scene/Scene.ts';
import { coverage, smoothStep } from '../shapes/distances.ts';
import { boundPath, nearestOnPath, type PathHit } from './paths.ts';
import type { Defect, DefectContext } from './Defect.ts';

/** A dark, jagged line that thins out, with one branch. */
export function makeCrack(context: DefectContext): Defect {
  const { random, scene, pixel } = context;
  const length = 0.16 + 0.2 * random.uniform();
  const width = Math.max(1.5 * pixel, 0.0045 + 0.003 * random.uniform());
  const turn = random.uniform() * 2 * Math.PI;
  const trunk = walk(random, scene.place(random), turn, length, 22);
  const fork = turn + (random.uniform() < 0.5 ? -0.8 : 0.8);
  const branch = walk(random, trunk[8 + random.integer(6)], fork, length * 0.35, 9);
  const { center, radius } = boundPath([...branch, ...trunk]);
  const onTrunk: PathHit = { distance: 0, along: 0, side: 0 };
  const onBranch: PathHit = { distance: 0, along: 0, side: 0 };
  const reach = 3 * width;
  return {
    center,
    radius: radius + reach,
    apply(u, v, out) {
      nearestOnPath(trunk, u, v, onTrunk);
      nearestOnPath(branch, u, v, onBranch);
      if (onTrunk.distance > reach && onBranch.distance > reach) return;
      const a = lineShare(onTrunk, width, pixel);
      const b = lineShare(onBranch, width * 0.7, pixel);
      const share = Math.max(a, b);
      out.scale(1 - 0.86 * share);
      out.height -= 0.5 * width * share;
      out.gloss *= 1 - share;
    },
  };
}

function lineShare(hit: PathHit, width: number, pixel: number): number {
  const half = (width / 2) * (0.45 + 0.55 * smoothStep(1, 0.5, hit.along));
  const taper = smoothStep(1, 0.92, hit.along);
  return coverage(hit.distance - half, Math.max(pixel, 0.3 * width)) * taper;
}

function walk(random: Random, start: Point, turn: number, length: number, steps: number): Point[] {
  const path: Point[] = [start];
  let heading = turn;
  let { u, v } = start;
  for (let i = 0; i < steps; i++) {
    // Pulled back to its first heading, so that it wanders without curling up.
    heading += 0.55 * random.gaussian() + 0.35 * (turn - heading);
    u += (Math.cos(heading) * length) / steps;
    v += (Math.sin(heading) * length) / steps;
    path.push({ u, v });
  }
  return path;
}

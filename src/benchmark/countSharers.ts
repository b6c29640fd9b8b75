import type { BenchmarkStep } from './BenchmarkStep.ts';

/** How many steps want the same patch features, by their key; steps that share with no other are left out. */
export function countSharers(steps: readonly BenchmarkStep[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { featuresKey } of steps) {
    if (featuresKey !== null) counts.set(featuresKey, (counts.get(featuresKey) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, count]) => count > 1));
}

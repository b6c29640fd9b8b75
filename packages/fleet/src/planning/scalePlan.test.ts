import { describe, expect, it } from 'vitest';
import { scalePlan, scalePlanSchema } from './scalePlan.ts';

describe('a plan of a fleet', () => {
  const wishes = scalePlanSchema.parse({
    msPerImage: [30],
    cameras: 200,
    imagesPerSecond: 100,
    burst: 2,
    maxDelayMs: 500,
  });

  it('has the fewest machines with which the delays hold although one is lost', () => {
    const plan = scalePlan(wishes);
    // A burst of 200 a second at 30 ms takes six machines' whole time; one may be lost.
    expect(plan.machines).toBeGreaterThanOrEqual(7);
    expect(plan.machines).toBeLessThanOrEqual(9);
    expect(plan.lost.p99).toBeLessThanOrEqual(500);
    expect(plan.whole.p99).toBeLessThanOrEqual(plan.lost.p99);
    expect(plan.utilization).toBeCloseTo(100 / plan.imagesPerSecondOfAll, 10);
  });

  it('sizes the streams by what comes in an outage and what is kept', () => {
    const plan = scalePlan(wishes);
    expect(plan.requestStreamGb).toBeCloseTo(3 * 3600 * 100 * 300e-6, 6);
    expect(plan.resultStreamGb).toBeCloseTo(24 * 3600 * 100 * 10e-6, 6);
    expect(plan.backlog.images).toBe(3 * 3600 * 100);
    const { high, normal, low } = plan.backlog.seconds;
    expect(high).toBeLessThan(normal ?? 0);
    expect(normal).toBeLessThan(low ?? 0);
  });
});

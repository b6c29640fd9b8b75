import { describe, expect, it } from 'vitest';
import { type Peer, patienceMs, WARM_ELSEWHERE_MS } from './patienceMs.ts';

const cold = (worker: string): Peer => ({ worker, warm: [] });

describe('how long a worker leaves a product to others', () => {
  it('is not at all where it has the model, whoever else has it', () => {
    expect(patienceMs('cap', 'a', true, [{ worker: 'b', warm: ['cap'] }])).toBe(0);
  });

  it('is longest where another has the model', () => {
    expect(patienceMs('cap', 'a', false, [{ worker: 'b', warm: ['cap'] }])).toBe(WARM_ELSEWHERE_MS);
    expect(patienceMs('cap', 'a', false, [{ worker: 'b', warm: ['nut'] }])).toBeLessThan(
      WARM_ELSEWHERE_MS,
    );
  });

  it('differs for each worker where nobody has it, and one need not wait', () => {
    const names = ['a', 'b', 'c', 'd'];
    const waits = names.map((name) =>
      patienceMs('cap', name, false, names.filter((other) => other !== name).map(cold)),
    );
    expect(waits.toSorted((x, y) => x - y)).toEqual([0, 150, 300, 450]);
  });

  it('spreads products: each of four workers is first for about a quarter of them', () => {
    const names = ['a', 'b', 'c', 'd'];
    const firsts = Array.from({ length: 400 }, (_, i) =>
      names.find(
        (name) =>
          patienceMs(`p${i}`, name, false, names.filter((other) => other !== name).map(cold)) === 0,
      ),
    );
    for (const name of names) {
      const share = firsts.filter((first) => first === name).length / 400;
      expect(share).toBeGreaterThan(0.18);
      expect(share).toBeLessThan(0.32);
    }
  });
});

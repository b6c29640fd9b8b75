import { describe, expect, it } from 'vitest';
import { Backlog } from './Backlog.ts';

const namesOf = (backlog: Backlog) =>
  backlog.list().map(({ priority, product }) => `${priority} ${product}`);

describe('the backlog of a worker', () => {
  it('lists the most urgent first, and remembers when it first heard of each', () => {
    const backlog = new Backlog();
    backlog.add('low', 'a', 1);
    backlog.add('high', 'b', 2);
    backlog.add('normal', 'c', 3);
    backlog.add('low', 'a', 4);
    expect(namesOf(backlog)).toEqual(['high b', 'normal c', 'low a']);
    expect(backlog.list().at(-1)?.sinceMs).toBe(1);
  });

  it('serves products of one priority in turn', () => {
    const backlog = new Backlog();
    backlog.add('normal', 'a', 1);
    backlog.add('normal', 'b', 2);
    backlog.putBack(backlog.list()[0]);
    expect(namesOf(backlog)).toEqual(['normal b', 'normal a']);
    backlog.remove(backlog.list()[0]);
    expect(namesOf(backlog)).toEqual(['normal a']);
  });
});

import { describe, expect, it } from 'vitest';
import { matchesPattern } from './matchesPattern.ts';

describe('patterns of products', () => {
  it.each([
    ['cap', ['*'], true],
    ['cap', ['cap'], true],
    ['cap-blue', ['cap'], false],
    ['cap-blue', ['cap-*'], true],
    ['cap-blue', ['nut', '*-blue'], true],
    ['cap', ['c.p'], false],
    ['cap', ['nut', 'bolt*'], false],
  ])('%s among %j: %s', (name, patterns, expected) => {
    expect(matchesPattern(name, patterns)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { suggestion } from './suggestion.ts';

const known = ['coresetRatio', 'coverage', 'seed', 'sigmaPx'];

describe('suggestion', () => {
  it.each([
    ['a letter too many', 'coresetRation', 'coresetRatio'],
    ['a letter left out', 'covrage', 'coverage'],
    ['two letters swapped', 'sede', 'seed'],
    ['another case', 'SIGMAPX', 'sigmaPx'],
    ['a third of the letters wrong', 'coresetRxxxx', 'coresetRatio'],
  ])('names the nearest for %s', (_, name, meant) => {
    expect(suggestion(name, known)).toBe(`, did you mean "${meant}"?`);
  });

  it.each(['threshold', 'coresetxxxxx', ''])('names none for %j', (name) => {
    expect(suggestion(name, known)).toBe('');
  });

  it('names none where none is known', () => {
    expect(suggestion('seed', [])).toBe('');
  });
});

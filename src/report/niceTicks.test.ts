import { expect, it } from 'vitest';
import { niceTicks } from './niceTicks.ts';

it('answers round values within the range', () => {
  expect(niceTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(niceTicks(13, 47, 6)).toEqual([20, 30, 40]);
  expect(niceTicks(-0.3, 0.3, 3)).toEqual([-0.2, 0, 0.2]);
  expect(niceTicks(2, 2, 5)).toEqual([2]);
});

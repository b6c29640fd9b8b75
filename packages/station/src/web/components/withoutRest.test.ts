import { expect, it } from 'vitest';
import { withoutRest } from './withoutRest.ts';

it('counts that rest at zero leave no line, but come down to zero after each count', () => {
  expect(withoutRest([0, 0, 3, 2, 0, 0, 1, 0, 0])).toEqual([
    ...[null, null, 3, 2, 0, null, 1, 0, null],
  ]);
  expect(withoutRest([0, 0])).toEqual([null, null]);
  expect(withoutRest([4])).toEqual([4]);
});

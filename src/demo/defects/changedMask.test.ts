import { expect, it } from 'vitest';
import { closeMask } from './changedMask.ts';
import { dropSpecks } from './dropSpecks.ts';

const maskOf = (...rows: string[]): Uint8Array =>
  Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 1 : 0));

it('fills gaps up to twice the radius and leaves the outline as it was', () => {
  const mask = maskOf('.......', '.#..##.', '.#..##.', '.......', '.......', '......#');
  closeMask(mask, 6, 7, 1);
  expect(mask).toEqual(maskOf('.......', '.#####.', '.#####.', '.......', '.......', '......#'));
});

it('clears areas that are small beside the largest, joining corners', () => {
  const mask = maskOf('##...#', '##..#.', '##....', '......', '..#...');
  dropSpecks(mask, 5, 6, 0.3);
  expect(mask).toEqual(maskOf('##...#', '##..#.', '##....', '......', '......'));
});
